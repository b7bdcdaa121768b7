using Mhero.Core.Storage.Cursors;


namespace Mhero.Core.Monitoring;

/// <summary>How the clock of a side stands against that of this app.</summary>
/// <param name="Side"><c>RapidPro</c> or <c>FHIR</c>.</param>
/// <param name="AheadSeconds">How far the <c>Date</c> header of its answers was ahead (s); negative when it was behind.</param>
/// <param name="MeasuredAt">When that was measured (UTC). It is measured in each reading and kept when it changes by five seconds or more.</param>
public sealed record ClockStatus(string Side, int AheadSeconds, DateTimeOffset MeasuredAt)
{
    private const string RegistryPollers = "fhir-";

    /// <summary>The latest measurement of each side; a side whose answers have no <c>Date</c> header is not among them.</summary>
    internal static IReadOnlyList<ClockStatus> Of(IEnumerable<Cursor> cursors) =>
    [
        .. cursors.Where(c => c is { ClockSeconds: not null, ClockAt: not null })
            .GroupBy(c => c.Name.StartsWith(RegistryPollers, StringComparison.Ordinal) ? "FHIR" : "RapidPro")
            .Select(side => side.MaxBy(c => c.ClockAt)!)
            .Select(c => new ClockStatus(c.Name.StartsWith(RegistryPollers, StringComparison.Ordinal) ? "FHIR" : "RapidPro", c.ClockSeconds!.Value, c.ClockAt!.Value))
            .OrderBy(c => c.Side, StringComparer.Ordinal),
    ];
}
