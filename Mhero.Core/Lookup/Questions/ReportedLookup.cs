using Mhero.Core.Caching;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Reporting;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Has this facility reported in this period? Yes or no.</summary>
internal sealed class ReportedLookup(
    FacilityReports reports, NamedFacility facilities, QuestionnaireCache questionnaires, TimeProvider time, IOptions<ReportingOptions> options) : ILookup
{
    public LookupQuestion Question => LookupQuestion.Reported;

    public IReadOnlyList<string> Members { get; } = ["period_start", "period_end", .. Facility.MemberNames];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var (facility, answer) = await facilities.FindAsync(request, caller, cancellationToken);
        if (facility is null)
        {
            return answer!;
        }

        var kind = request.Period is { } name ? Enum.Parse<ReportPeriodKind>(name, ignoreCase: true) : ReportPeriodKind.Week;
        var period = ReportPeriod.Containing(kind, time.GetUtcNow(), options.Value.Zone(), options.Value.WeekStart);
        if (await FormsAsync(request.Form!, cancellationToken) is not { } forms)
        {
            return LookupAnswer.NotKnown();
        }

        var report = await reports.FindAsync([facility.Reference], forms, period, cancellationToken);
        return LookupAnswer.YesOrNo(
            report is not null, [("period_start", Day(period.First)), ("period_end", Day(period.Last)), .. facility.Members()]);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Canonicals name their resource type by custom; for one that does not, both types are searched.</summary>
    private async Task<ReportForms?> FormsAsync(string form, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(form, out var flow))
        {
            var questionnaire = await questionnaires.FindExistingAsync(flow, cancellationToken);
            return questionnaire?.Url is { Length: > 0 } url ? ReportForms.Questionnaire(url) : null;
        }

        return form.Contains("/Questionnaire/", StringComparison.Ordinal) ? ReportForms.Questionnaire(form)
            : form.Contains("/Measure/", StringComparison.Ordinal) ? ReportForms.Measure(form)
            : new ReportForms([form], [form]);
    }
}
