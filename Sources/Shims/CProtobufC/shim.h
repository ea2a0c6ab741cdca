// Debian's protobuf-c.
#pragma once
#include <protobuf-c/protobuf-c.h>
