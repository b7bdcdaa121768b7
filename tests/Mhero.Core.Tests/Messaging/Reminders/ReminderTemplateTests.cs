using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Tests.Messaging.Reminders;

/// <summary>What a reminder's text or flow says of the person, the facility and the period.</summary>
public sealed class ReminderTemplateTests
{
    private static readonly TimeZoneInfo Kigali = TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali");

    [Theory]
    [InlineData(ReportPeriodKind.Day, "2026-03-04")]
    [InlineData(ReportPeriodKind.Week, "2026-03-02 - 2026-03-08")]
    [InlineData(ReportPeriodKind.Month, "2026-03")]
    public void NameOf_Kind_NamesItsDays(ReportPeriodKind kind, string name) => Assert.Equal(name, ReminderTemplate.NameOf(PeriodOf(kind)));

    [Fact]
    public void Fill_Texts_HasExpressionsInPlaceOfThePlaceholders()
    {
        var reminder = ReminderOf(new MessageContent { Texts = new Dictionary<string, string> { ["eng"] = "{name}: {facility} has not reported {period}. {other} {Name}", ["fra"] = "Bonjour" }, BaseLanguage = "eng" });

        var content = ReminderTemplate.Fill(reminder, PeriodOf(ReportPeriodKind.Week), "clinic");

        Assert.Equal("@contact.name: @fields.clinic has not reported 2026-03-02 - 2026-03-08. {other} {Name}", content.Texts["eng"]);
        Assert.Equal("Bonjour", content.Texts["fra"]);
        Assert.False(content.IsLiteral);
    }

    [Fact]
    public void Fill_Flow_HasThePeriodAsParameters()
    {
        var flow = Guid.NewGuid();

        var content = ReminderTemplate.Fill(ReminderOf(MessageContent.OfFlow(flow)), PeriodOf(ReportPeriodKind.Month), "clinic");

        Assert.Equal(flow, content.Flow);
        Assert.Equal(
            [("period_end", "2026-03-31"), ("period_start", "2026-03-01"), ("reminder", "weekly")], content.Parameters.Select(p => (p.Key, p.Value)).OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Fill_FlowWithAParameterOfItsOwn_KeepsIt()
    {
        var content = MessageContent.OfFlow(Guid.NewGuid()) with { Parameters = new Dictionary<string, string> { ["reminder"] = "mine", ["other"] = "x" } };

        var filled = ReminderTemplate.Fill(ReminderOf(content), PeriodOf(ReportPeriodKind.Day), "clinic");

        Assert.Equal(("mine", "x", "2026-03-04", "2026-03-04"), (filled.Parameters["reminder"], filled.Parameters["other"], filled.Parameters["period_start"], filled.Parameters["period_end"]));
        Assert.Equal(2, content.Parameters.Count);
    }

    [Theory]
    [InlineData("{name} {facility} {period}", "")]
    [InlineData("{other} {name} {other} {an_other}", "other an_other")]
    [InlineData("{Name} { name } {name1} {}", "")]
    public void Unknown_Text_NamesPlaceholdersThatMeanNothing(string text, string unknown) => Assert.Equal(unknown, string.Join(' ', ReminderTemplate.Unknown(text)));

    [Theory]
    [InlineData(false, "2026-03-02 - 2026-03-08")]
    [InlineData(true, "2026-02-23 - 2026-03-01")]
    public void PeriodAt_Moment_IsItsPeriodOrTheOneBefore(bool previous, string name)
    {
        // 22:30 of Sunday in UTC is Monday in Kigali.
        var reminder = ReminderOf(MessageContent.OfText("x", "eng")) with { Previous = previous };

        Assert.Equal(name, ReminderTemplate.NameOf(reminder.PeriodAt(new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero))));
    }

    private static ReportPeriod PeriodOf(ReportPeriodKind kind) => ReportPeriod.Containing(kind, new DateTimeOffset(2026, 3, 4, 8, 0, 0, TimeSpan.Zero), Kigali, DayOfWeek.Monday);

    private static Reminder ReminderOf(MessageContent content) => new()
    {
        Name = "weekly",
        Key = "settings|weekly",
        Schedule = ReminderSchedule.OfCron("0 8 * * 5", Kigali)!,
        Content = content,
        To = [RecipientTarget.Of("Practitioner/1")],
        Period = ReportPeriodKind.Week,
        WeekStart = DayOfWeek.Monday,
    };
}
