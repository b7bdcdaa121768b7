using Hl7.Fhir.Model;

namespace Mhero.Core.Sync.Reports;

/// <summary>Reads what a report's status means.</summary>
internal static class DeliveryStates
{
    /// <summary>The state of a report. R4 has <c>error</c> for a report that does not count; servers also keep <c>entered-in-error</c>.</summary>
    public static DeliveryState Of(MeasureReport report) => (report.StatusElement?.JsonValue as string, report.TypeElement?.JsonValue as string) switch
    {
        ("error" or "entered-in-error", _) => DeliveryState.Gone,
        ("complete", "summary") => DeliveryState.Ready,
        _ => DeliveryState.NotReady,
    };
}
