// libavro's value accessors are macros, which Swift cannot call: each gets a function here. No logic.
#pragma once
#include <avro.h>

static inline avro_type_t herald_avro_type(avro_value_t *value) { return avro_value_get_type(value); }
static inline int herald_avro_boolean(avro_value_t *value, int *out) { return avro_value_get_boolean(value, out); }
static inline int herald_avro_int(avro_value_t *value, int32_t *out) { return avro_value_get_int(value, out); }
static inline int herald_avro_long(avro_value_t *value, int64_t *out) { return avro_value_get_long(value, out); }
static inline int herald_avro_float(avro_value_t *value, float *out) { return avro_value_get_float(value, out); }
static inline int herald_avro_double(avro_value_t *value, double *out) { return avro_value_get_double(value, out); }
static inline int herald_avro_enum(avro_value_t *value, int *out) { return avro_value_get_enum(value, out); }
// The size of a string counts its terminating zero.
static inline int herald_avro_string(avro_value_t *value, const char **out, size_t *size) {
    return avro_value_get_string(value, out, size);
}
static inline int herald_avro_bytes(avro_value_t *value, const void **out, size_t *size) {
    return avro_value_get_bytes(value, out, size);
}
static inline int herald_avro_fixed(avro_value_t *value, const void **out, size_t *size) {
    return avro_value_get_fixed(value, out, size);
}
static inline int herald_avro_size(avro_value_t *value, size_t *out) { return avro_value_get_size(value, out); }
static inline int herald_avro_at(avro_value_t *value, size_t index, avro_value_t *child, const char **name) {
    return avro_value_get_by_index(value, index, child, name);
}
static inline int herald_avro_discriminant(avro_value_t *value, int *out) { return avro_value_get_discriminant(value, out); }
static inline int herald_avro_branch(avro_value_t *value, avro_value_t *branch) {
    return avro_value_get_current_branch(value, branch);
}
static inline void herald_avro_class_free(avro_value_iface_t *type) { avro_value_iface_decref(type); }

static inline int herald_avro_set_boolean(avro_value_t *value, int v) { return avro_value_set_boolean(value, v); }
static inline int herald_avro_set_int(avro_value_t *value, int32_t v) { return avro_value_set_int(value, v); }
static inline int herald_avro_set_long(avro_value_t *value, int64_t v) { return avro_value_set_long(value, v); }
static inline int herald_avro_set_double(avro_value_t *value, double v) { return avro_value_set_double(value, v); }
static inline int herald_avro_set_enum(avro_value_t *value, int v) { return avro_value_set_enum(value, v); }
// The size counts the terminating zero, which libavro copies with the text.
static inline int herald_avro_set_string(avro_value_t *value, const char *text, size_t size) {
    return avro_value_set_string_len(value, text, size);
}
static inline int herald_avro_set_bytes(avro_value_t *value, void *bytes, size_t size) {
    return avro_value_set_bytes(value, bytes, size);
}
static inline int herald_avro_set_branch(avro_value_t *value, int branch, avro_value_t *out) {
    return avro_value_set_branch(value, branch, out);
}
static inline int herald_avro_set_null(avro_value_t *value) { return avro_value_set_null(value); }
static inline int herald_avro_append(avro_value_t *value, avro_value_t *item) { return avro_value_append(value, item, NULL); }
static inline int herald_avro_add(avro_value_t *value, const char *key, avro_value_t *item) {
    return avro_value_add(value, key, item, NULL, NULL);
}
static inline int herald_avro_reset(avro_value_t *value) { return avro_value_reset(value); }
static inline int herald_avro_sizeof(avro_value_t *value, size_t *out) { return avro_value_sizeof(value, out); }
