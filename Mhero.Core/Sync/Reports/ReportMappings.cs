using Mhero.Core.Dhis2;
using Mhero.Core.Mapping.Reports;

namespace Mhero.Core.Sync.Reports;

/// <summary>The site's mapping, read again when one of its files changed.</summary>
/// <param name="options">The files.</param>
internal sealed class ReportMappings(ReportMappingOptions options)
{
    private volatile Loaded? _loaded;

    /// <summary>The mapping as the files say now.</summary>
    /// <exception cref="Dhis2Exception">A file cannot be read; reports wait until it can.</exception>
    public ReportMapping Read()
    {
        try
        {
            var changed = options.MappingFiles.ConvertAll(File.GetLastWriteTimeUtc);
            if (_loaded is { } loaded && loaded.Changed.SequenceEqual(changed))
            {
                return loaded.Mapping;
            }

            var (mapping, faults) = ReportMappingReader.Read(options.MappingFiles.Select(file => (file, File.ReadAllText(file))).ToList());
            if (faults.Count > 0)
            {
                throw Unreadable(faults[0], null);
            }

            _loaded = new Loaded(changed, mapping);
            return mapping;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e.Message, e);
        }
    }

    private static Dhis2Exception Unreadable(string fault, Exception? cause) =>
        new(Dhis2ErrorKind.Configuration, Dhis2Codes.MappingUnreadable, $"The mapping of reports cannot be read (Mhero__Dhis2__MappingFiles): {fault}", cause);

    private sealed record Loaded(IReadOnlyList<DateTime> Changed, ReportMapping Mapping);
}
