// swift-tools-version: 6.2
import PackageDescription

// A package of somebody else's, as small as one gets: that it builds shows that the products are enough for an application.
let package = Package(
    name: "outside",
    dependencies: [.package(name: "herald", path: "../..")],
    targets: [
        .executableTarget(
            name: "RoundTrip",
            dependencies: [
                .product(name: "Avro", package: "herald"),
                .product(name: "KafkaClient", package: "herald"),
                .product(name: "RegistryClient", package: "herald"),
                .product(name: "Serializers", package: "herald"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
