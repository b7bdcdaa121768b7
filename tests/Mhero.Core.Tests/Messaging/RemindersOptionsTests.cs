using Mhero.Core.Messaging.Reminders;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Messaging;

public sealed class RemindersOptionsTests
{
    public static TheoryData<string, Action<ReminderOptions>> Faults => new()
    {
        { "TimeZone", o => o.TimeZone = "Africa/Nowhere" },
        { "Schedule", o => o.Weekly = null },
        { "Schedule", o => o.Schedule = "0 8 * * 5" },
        { "Schedule", o => (o.Weekly, o.Schedule) = (null, "every week") },
        { "Schedule", o => (o.Weekly, o.Schedule) = (null, "0 8 30 2 *") },
        { "Weekly", o => o.Weekly = "Freitag 08:00" },
        { "To__0", o => o.To = [] },
        { "To__0", o => o.To = ["Observation?code=1"] },
        { "To__0", o => o.To = ["nobody"] },
        { "Texts__eng", o => o.Texts.Clear() },
        { "Texts__eng", o => o.Flow = "Weekly report" },
        { "Texts__eng", o => o.Texts["eng"] = "Dear {firstname}, {facility} has not reported. {first_name}" },
        { "Texts__klingon", o => o.Texts["klingon"] = "nuqneH" },
        { "Texts__en", o => o.Texts["en"] = "{name}, please report." },
        { "Language", o => o.Language = "kin" },
    };

    [Fact]
    public void Validate_CompleteReminder_HasNoFaults() => Assert.Empty(FaultsOf(Complete()));

    [Theory]
    [MemberData(nameof(Faults))]
    public void Validate_Fault_NamesTheSetting(string setting, Action<ReminderOptions> spoil)
    {
        var options = Complete();
        spoil(options);

        Assert.Contains(FaultsOf(options), f => f.StartsWith($"Mhero__Reminders__Items__weekly__{setting}: ", StringComparison.Ordinal));
    }

    private static ReminderOptions Complete() => new()
    {
        Weekly = "Friday 08:00",
        TimeZone = "Africa/Kigali",
        To = ["Group/9", "PractitionerRole?role=http://example.org/cadre|lead"],
        Texts = { ["eng"] = "{name}, {facility} has not reported for {period}." },
    };

    private static IEnumerable<string> FaultsOf(ReminderOptions options) =>
        new RemindersOptionsRules(new FakeTimeProvider(new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero)))
            .Validate(Options.DefaultName, new RemindersOptions { Items = { ["weekly"] = options } }).Failures ?? [];
}
