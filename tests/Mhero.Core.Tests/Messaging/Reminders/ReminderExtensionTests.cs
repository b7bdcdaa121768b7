using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Tests.Messaging.Reminders;

/// <summary>The settings of a reminder in a request's extension.</summary>
public sealed class ReminderExtensionTests
{
    [Fact]
    public void Read_NoExtension_HasTheDefaults()
    {
        var faults = new List<RequestFault>();

        var read = ReminderExtension.Read(new CommunicationRequest { Extension = [new Extension("http://example.org/other", new FhirString("x"))] }, faults);

        Assert.Equal((null, null, ReportPeriodKind.Week, false, MissedReminder.CatchUp), (read.TimeZone, read.Forms, read.Period, read.Previous, read.Missed));
        Assert.Empty(faults);
    }

    [Fact]
    public void Read_AllParts_HasThem()
    {
        var (read, faults) = Read(
            ("timeZone", new FhirString("Africa/Kigali")), ("period", new Code("Month")), ("previous", new FhirBoolean(true)), ("missed", new Code("skip")),
            ("questionnaire", new Canonical("http://example.org/q1")), ("questionnaire", new Canonical("http://example.org/q2")), ("measure", new Canonical("http://example.org/m")));

        Assert.Equal(("Africa/Kigali", ReportPeriodKind.Month, true, MissedReminder.Skip), (read.TimeZone, read.Period, read.Previous, read.Missed));
        Assert.Equal(["http://example.org/q1", "http://example.org/q2"], read.Forms!.Questionnaires);
        Assert.Equal(["http://example.org/m"], read.Forms.Measures);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("measure", "http://example.org/m", true)]
    [InlineData("questionnaire", "http://example.org/q", true)]
    [InlineData("period", "week", false)]
    public void Read_Forms_AreThereWithOneOfEither(string part, string value, bool has) => Assert.Equal(has, Read((part, new FhirString(value))).Read.Forms is not null);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("yes", false)]
    public void Read_Previous_IsTrueAlone(string value, bool previous) => Assert.Equal(previous, Read(("previous", new FhirString(value))).Read.Previous);

    [Theory]
    [InlineData("period", "day", null)]
    [InlineData("period", "WEEK", null)]
    [InlineData("period", "year", "period has to be day, week or month.")]
    [InlineData("period", "1", "period has to be day, week or month.")]
    [InlineData("missed", "catch-up", null)]
    [InlineData("missed", "Skip", "missed has to be catch-up or skip.")]
    [InlineData("timeZone", "UTC", null)]
    [InlineData("timeZone", "Africa/Nowhere", "timeZone has to be the IANA name of a time zone, such as Africa/Kigali.")]
    public void Read_Part_HasAFaultWhenItMeansNothing(string part, string value, string? fault)
    {
        var (_, faults) = Read((part, new FhirString(value)));

        Assert.Equal(fault is null ? [] : [new RequestFault(MessagingCodes.BadSchedule, "CommunicationRequest.extension[1]", fault)], faults);
    }

    private static (ReminderExtension Read, List<RequestFault> Faults) Read(params (string Url, DataType Value)[] parts)
    {
        var faults = new List<RequestFault>();
        var request = new CommunicationRequest
        {
            Extension = [new Extension("http://example.org/other", new FhirString("x")), new Extension { Url = MheroSystems.Reminder, Extension = [.. parts.Select(part => new Extension(part.Url, part.Value))] }],
        };
        return (ReminderExtension.Read(request, faults), faults);
    }
}
