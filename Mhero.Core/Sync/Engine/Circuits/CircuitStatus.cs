namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>An open circuit: equal failures have stopped the work of a queue to one side.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Side">The side that refuses: <c>RapidPro</c> or <c>Fhir</c>.</param>
/// <param name="Since">When it opened (UTC).</param>
/// <param name="Code">Stable code of the failure.</param>
/// <param name="Cause">What went wrong, without data of people.</param>
/// <param name="Held">Records that wait, about. Nothing of them is lost.</param>
/// <param name="IsPartial">Whether records that were not refused themselves are let through.</param>
/// <param name="NextProbeAt">When one record is tried next (UTC).</param>
public sealed record CircuitStatus(
    string Queue, string Side, DateTimeOffset Since, string Code, string Cause, int Held, bool IsPartial, DateTimeOffset NextProbeAt)
{
    internal static CircuitStatus Of(CircuitRow row) =>
        new(row.Queue, row.Side.ToString(), row.OpenedAt, row.Code, row.Cause, row.Held, row.IsPartial, row.NextProbeAt);
}
