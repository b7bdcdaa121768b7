using System.Diagnostics;

namespace Mhero.Bench.Load.Measure;

/// <summary>What this process uses from its construction on.</summary>
internal sealed class UsageMeasure
{
    private readonly PeakMemory _memory;
    private readonly LogCounter _log;
    private readonly StorageCounter _storage;
    private readonly TimeSpan _processor;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly int _collections = GC.CollectionCount(2);
    private readonly TimeSpan _pauses = GC.GetTotalPauseDuration();
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _reading;

    public UsageMeasure(PeakMemory memory, LogCounter log, StorageCounter storage)
    {
        (_memory, _log, _storage, _processor) = (memory, log, storage, ProcessorTime());
        memory.Reset();
        log.Reset();
        storage.Reset();
    }

    /// <summary>Notes that the pollers were read, or the requests were answered.</summary>
    public void EndReading() => _reading = Stopwatch.GetElapsedTime(_started);

    /// <summary>What was used since then.</summary>
    public Usage End() => new()
    {
        Wall = Stopwatch.GetElapsedTime(_started),
        Reading = _reading,
        Processor = ProcessorTime() - _processor,
        PeakMemory = _memory.Read(),
        Allocated = GC.GetTotalAllocatedBytes() - _allocated,
        FullCollections = GC.CollectionCount(2) - _collections,
        Pauses = GC.GetTotalPauseDuration() - _pauses,
        Messages = _log.MessagesHandled,
        Storage = _storage.Read(),
        Complaints = _log.Complaints,
    };

    private static TimeSpan ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
