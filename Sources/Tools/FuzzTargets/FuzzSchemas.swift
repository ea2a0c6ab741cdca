/// Schemas that between them use every kind of type.
enum FuzzSchemas {
    static let all = [order, tree, #"{"type":"array","items":"null"}"#, unions, logical, #"{"type":"map","values":["null","long"]}"#]

    static let resolving = [
        (order, orderReader),
        (unions, #"["null","double","string",{"type":"record","name":"B","fields":[{"name":"y","type":"long","default":7}]}]"#),
        (tree, #"{"type":"record","name":"T","fields":[{"name":"extra","type":"bytes","default":"ÿ"},{"name":"kids","type":{"type":"array","items":"T"}}]}"#),
    ]

    private static let order = #"""
        {"type":"record","name":"Order","namespace":"a.b","fields":[{"name":"id","type":"long"},{"name":"n","type":"int"},
        {"name":"s","type":"string"},{"name":"d","type":"double"},{"name":"f","type":"float"},{"name":"b","type":"boolean"},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y","Z"],"default":"X"}},{"name":"u","type":["null","string"]},
        {"name":"a","type":{"type":"array","items":{"type":"record","name":"L","fields":[{"name":"q","type":"int"}]}}},
        {"name":"m","type":{"type":"map","values":"string"}},{"name":"x","type":{"type":"fixed","name":"F","size":3}},
        {"name":"y","type":"bytes"}]}
        """#

    private static let orderReader = #"""
        {"type":"record","name":"Order","namespace":"a.b","fields":[{"name":"y","type":"string"},{"name":"id","type":"double"},
        {"name":"n","type":["null","float","long"]},{"name":"s","type":"bytes"},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["Z","W"],"default":"W"}},
        {"name":"a","type":{"type":"array","items":{"type":"record","name":"L","fields":[
        {"name":"new","type":{"type":"map","values":"int"},"default":{"k":1}}]}}},
        {"name":"m","type":{"type":"map","values":["string","null"]}}]}
        """#

    private static let tree = #"{"type":"record","name":"T","fields":[{"name":"kids","type":{"type":"array","items":"T"}}]}"#

    private static let unions = #"""
        ["null","int","string",{"type":"record","name":"A","fields":[{"name":"x","type":["int","null"]}]},
        {"type":"record","name":"B","fields":[{"name":"y","type":["long","A"]}]}]
        """#

    private static let logical = #"""
        {"type":"record","name":"G","fields":[{"name":"a","type":{"type":"int","logicalType":"date"}},
        {"name":"b","type":{"type":"int","logicalType":"time-millis"}},{"name":"c","type":{"type":"long","logicalType":"time-micros"}},
        {"name":"d","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"e","type":{"type":"long","logicalType":"timestamp-nanos"}},
        {"name":"f","type":{"type":"long","logicalType":"local-timestamp-micros"}},
        {"name":"g","type":{"type":"string","logicalType":"uuid"}},
        {"name":"h","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
        {"name":"i","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}}]}
        """#
}
