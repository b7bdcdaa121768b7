using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>
/// The extension of a CommunicationRequest with a schedule (<see cref="MheroSystems.Reminder"/>): children <c>timeZone</c>
/// (valueString), <c>questionnaire</c> and <c>measure</c> (valueCanonical), <c>period</c> (valueCode: day, week, month),
/// <c>previous</c> (valueBoolean), <c>missed</c> (valueCode: catch-up, skip).
/// </summary>
internal sealed record ReminderExtension
{
    public string? TimeZone { get; private init; }

    public ReportForms? Forms { get; private init; }

    public ReportPeriodKind Period { get; private init; } = ReportPeriodKind.Week;

    public bool Previous { get; private init; }

    public MissedReminder Missed { get; private init; }

    /// <summary>Reads it.</summary>
    /// <param name="request">The request; without the extension everything is as by default.</param>
    /// <param name="faults">Receives what is wrong with it.</param>
    public static ReminderExtension Read(CommunicationRequest request, ICollection<RequestFault> faults)
    {
        var index = request.Extension.FindIndex(e => e.Url == MheroSystems.Reminder);
        if (index < 0)
        {
            return new();
        }

        var extension = request.Extension[index];
        var path = $"CommunicationRequest.extension[{index}]";
        var zone = Text("timeZone");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            Fault("timeZone has to be the IANA name of a time zone, such as Africa/Kigali.");
        }

        var period = Text("period") ?? "week";
        if (!Enum.TryParse<ReportPeriodKind>(period, ignoreCase: true, out var kind) || char.IsAsciiDigit(period[0]))
        {
            Fault("period has to be day, week or month.");
        }

        var missed = Text("missed") ?? "catch-up";
        if (missed is not ("catch-up" or "skip"))
        {
            Fault("missed has to be catch-up or skip.");
        }

        var (questionnaires, measures) = (All("questionnaire"), All("measure"));
        return new()
        {
            TimeZone = zone,
            Period = kind,
            Previous = Text("previous") is { } previous && bool.TryParse(previous, out var isPrevious) && isPrevious,
            Missed = missed == "skip" ? MissedReminder.Skip : MissedReminder.CatchUp,
            Forms = questionnaires.Count + measures.Count > 0 ? new ReportForms(questionnaires, measures) : null,
        };

        void Fault(string message) => faults.Add(new(MessagingCodes.BadSchedule, path, message));

        List<string> All(string url) =>
            [.. extension.Extension.Where(e => e.Url == url).Select(e => (e.Value as PrimitiveType)?.JsonValue?.ToString()).OfType<string>()];

        string? Text(string url) => All(url).FirstOrDefault();
    }
}
