using System.Diagnostics;

namespace Mhero.Bench.Load.Measure;

/// <summary>
/// The most memory that this process held resident since the last reset. On Linux the kernel says so to the page; where it
/// cannot be reset, samples every 20 ms come near it.
/// </summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer? _sampler;
    private long _peak;

    public PeakMemory()
    {
        if (!TryResetKernel())
        {
            _sampler = new Timer(_ => Sample(), null, 0, 20);
        }
    }

    /// <summary>Where the figure comes from.</summary>
    public string Source => _sampler is null ? "VmHWM" : "sampled working set";

    public void Reset()
    {
        if (_sampler is null)
        {
            TryResetKernel();
            return;
        }

        Interlocked.Exchange(ref _peak, 0);
        Sample();
    }

    public long Read()
    {
        if (_sampler is not null)
        {
            Sample();
            return Interlocked.Read(ref _peak);
        }

        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _sampler?.Dispose();

    private static bool TryResetKernel()
    {
        try
        {
            // "5" sets the peak back to what is resident now (man 5 proc).
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Sample()
    {
        using var self = Process.GetCurrentProcess();
        var now = self.WorkingSet64;
        long before;
        while ((before = Interlocked.Read(ref _peak)) < now && Interlocked.CompareExchange(ref _peak, now, before) != before)
        {
        }
    }
}
