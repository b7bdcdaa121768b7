using System.Diagnostics;

namespace Mhero.Bench.Load.Measure;

/// <summary>Processor time of processes that this one started without keeping hold of them, such as Azurite's Node.</summary>
internal static class ChildrenOfThis
{
    /// <summary>The processor time of all children but the known ones; null where the system does not list children (it is read from /proc).</summary>
    public static TimeSpan? ProcessorTime(IReadOnlyCollection<int> known)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var total = TimeSpan.Zero;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ParentOf(folder) == Environment.ProcessId
                && !known.Contains(id))
            {
                using var process = Process.GetProcessById(id);
                total += process.TotalProcessorTime;
            }
        }

        return total;
    }

    private static int? ParentOf(string folder)
    {
        try
        {
            // pid (name) state parent …; the name may hold blanks and brackets.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
