using Mhero.Core.Dhis2;

namespace Mhero.Core.Sync.Reports;

/// <summary>The requests after which DHIS2 has a report's values, and no other values of the same report.</summary>
/// <param name="Send">Values that DHIS2 does not have yet, or has otherwise.</param>
/// <param name="Delete">Values of the report that it does not have any more.</param>
/// <param name="Left">Values that a later report of the same set has.</param>
internal sealed record DeliveryPlan(IReadOnlyList<DataValue> Send, IReadOnlyList<DataValue> Delete, IReadOnlyList<DataValue> Left)
{
    /// <summary>Plans a delivery.</summary>
    /// <param name="delivered">What DHIS2 has.</param>
    /// <param name="report">The report's id.</param>
    /// <param name="at">When it was last changed (UTC); null when unknown, which counts as now.</param>
    /// <param name="values">Its values; none to withdraw it.</param>
    public static DeliveryPlan Of(DeliveredSet delivered, string report, DateTimeOffset? at, IReadOnlyList<DataValue> values)
    {
        var send = new List<DataValue>();
        var left = new List<DataValue>();
        foreach (var value in values)
        {
            if (delivered.Values.GetValueOrDefault(value.Key) is not { } there)
            {
                send.Add(value);
            }
            else if (there.Report != report && there.At > at)
            {
                left.Add(value);
            }
            else if (there.Value != value.Value)
            {
                send.Add(value);
            }
        }

        var keys = values.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        var delete = delivered.Values.Where(v => v.Value.Report == report && !keys.Contains(v.Key)).Select(v => new DataValue(v.Value.Element, v.Value.Combo, v.Value.Value));
        return new DeliveryPlan(send, [.. delete], left);
    }
}
