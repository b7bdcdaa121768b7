using FsCheck.Xunit;
using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Reports;

namespace Mhero.Core.Tests.Sync.Reports;

public sealed class DeliveryPlanTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_NothingDelivered_SendsEverything()
    {
        var plan = DeliveryPlan.Of(new DeliveredSet(), "1", Monday, [new("A", null, "1"), new("A", "C", "0")]);

        Assert.Equal((2, 0, 0), (plan.Send.Count, plan.Delete.Count, plan.Left.Count));
    }

    [Fact]
    public void Of_SameValues_DoesNothing()
    {
        var plan = DeliveryPlan.Of(Delivered(("A", "1", "1"), ("B", "2", "1")), "1", Monday.AddDays(1), [new("A", null, "1"), new("B", null, "2")]);

        Assert.Equal((0, 0, 0), (plan.Send.Count, plan.Delete.Count, plan.Left.Count));
    }

    [Fact]
    public void Of_Correction_SendsWhatChangedAndDeletesWhatIsGone()
    {
        var plan = DeliveryPlan.Of(Delivered(("A", "1", "1"), ("B", "2", "1"), ("C", "3", "1")), "1", Monday, [new("A", null, "1"), new("B", null, "5")]);

        Assert.Equal(["B=5"], plan.Send.Select(v => $"{v.DataElement}={v.Value}"));
        Assert.Equal(["C=3"], plan.Delete.Select(v => $"{v.DataElement}={v.Value}"));
    }

    [Fact]
    public void Of_ValuesOfAnotherReport_StayUnlessThisOneIsNewer()
    {
        var delivered = Delivered(("A", "1", "other"), ("B", "2", "other"));

        var older = DeliveryPlan.Of(delivered, "1", Monday.AddDays(-1), [new("A", null, "9")]);
        var newer = DeliveryPlan.Of(delivered, "1", Monday.AddDays(1), [new("A", null, "9")]);

        Assert.Equal((0, 0, 1), (older.Send.Count, older.Delete.Count, older.Left.Count));
        Assert.Equal((1, 0, 0), (newer.Send.Count, newer.Delete.Count, newer.Left.Count));
    }

    [Fact]
    public void Of_Withdrawal_DeletesTheReportsOwnValues() =>
        Assert.Equal(["B"], DeliveryPlan.Of(Delivered(("A", "1", "other"), ("B", "2", "1")), "1", null, []).Delete.Select(v => v.DataElement));

    /// <summary>Whatever was delivered: afterwards DHIS2 has the report's values, and a second plan does nothing.</summary>
    [Property]
    public bool Of_Carried_IsAtRest(Dictionary<byte, byte> before, Dictionary<byte, byte> after)
    {
        var delivered = Delivered([.. before.Select(v => ($"E{v.Key}", $"{v.Value}", "1"))]);
        DataValue[] values = [.. after.Select(v => new DataValue($"E{v.Key}", null, $"{v.Value}"))];

        var plan = DeliveryPlan.Of(delivered, "1", Monday, values);
        var now = delivered.Values.Where(v => plan.Delete.All(d => d.Key != v.Key)).ToDictionary();
        foreach (var value in plan.Send)
        {
            now[value.Key] = new DeliveredValue(value.DataElement, null, value.Value, "1", Monday);
        }

        var again = DeliveryPlan.Of(new DeliveredSet { Values = now }, "1", Monday, values);
        return now.Count == values.Length && values.All(v => now[v.Key].Value == v.Value) && again.Send.Count + again.Delete.Count == 0;
    }

    private static DeliveredSet Delivered(params (string Element, string Value, string Report)[] values) =>
        new() { Values = values.ToDictionary(v => v.Element, v => new DeliveredValue(v.Element, null, v.Value, v.Report, Monday)) };
}
