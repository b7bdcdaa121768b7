using System.Diagnostics;
using System.Globalization;

namespace Mhero.Bench.Load.Measure;

/// <summary>
/// The most memory that this process held resident since the last reset. On Linux the kernel says so to the page; where it
/// cannot be reset, samples every 20 ms come near it.
/// </summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer? sampler;
    private long peak;

    public PeakMemory()
    {
        if (!TryResetKernel())
        {
            sampler = new Timer(_ => Sample(), null, 0, 20);
        }
    }

    /// <summary>Where the figure comes from.</summary>
    public string Source => sampler is null ? "VmHWM" : "sampled working set";

    public void Reset()
    {
        if (sampler is null)
        {
            TryResetKernel();
            return;
        }

        Interlocked.Exchange(ref peak, 0);
        Sample();
    }

    public long Read()
    {
        if (sampler is not null)
        {
            Sample();
            return Interlocked.Read(ref peak);
        }

        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose() => sampler?.Dispose();

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
        while ((before = Interlocked.Read(ref peak)) < now && Interlocked.CompareExchange(ref peak, now, before) != before)
        {
        }
    }
}
