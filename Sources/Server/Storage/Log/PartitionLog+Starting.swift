internal import DurableState
internal import LogFormat
internal import Synchronization

extension PartitionLog {
    /// Reads and writes what can wait until something is appended: the active segment's indexes, and the epoch that began
    /// with this start.
    func makeReady(_ writer: inout Writer) throws(StorageError) {
        let (active, epochs) = view.withLock { ($0.active, $0.epochsAreWritten ? nil : $0.epochs) }
        try warm(active)
        if let epochs {
            do throws(FileSystemError) {
                try SegmentFiles(environment.files, directory).writeEpochs(epochs)
            } catch {
                if error.code == .noSpace { throw StorageError(error, partition: partition, while: "write the leader epochs") }
                // One of the syncs may have failed.
                throw environment.health.fail(error, while: "write the leader epochs of \(partition)")
            }
            view.withLock { $0.epochsAreWritten = true }
        }
        writer.isReady = true
    }

    /// What the manifest says of the log once it is finished.
    func manifestEntry() -> DirectoryManifest.Partition {
        let producers = ProducerSnapshotFormat.write(writer.withLock { $0.producers })
        return view.withLock { view in
            DirectoryManifest.Partition(
                topic: partition.topic, index: partition.index, topicID: topicID, logStart: view.logStart, logEnd: view.logEnd,
                firstDirtyOffset: view.firstDirtyOffset, epochs: view.epochs, epochsAreWritten: view.epochsAreWritten,
                producers: producers.count <= Self.manifestProducersLimit ? producers : nil,
                segments: view.segments.map { segment in
                    DirectoryManifest.Segment(
                        baseOffset: segment.baseOffset, byteCount: segment.byteCount,
                        largestTimestamp: segment.largestTimestamp, firstTimestamp: segment.firstTimestamp ?? -1,
                        modifiedAt: segment.modifiedAt, abortedCount: Int32(clamping: segment.aborted.count))
                })
        }
    }

    /// Bytes of producers that stand in the manifest itself; of more the snapshot is read.
    private static let manifestProducersLimit = 4096
}
