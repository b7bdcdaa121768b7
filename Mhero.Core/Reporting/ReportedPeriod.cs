using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Reporting;

/// <summary>
/// Tells which period a response is about: the one that it names, else the one in which it was authored, moved by an offset or by the
/// time that the settings give for late reports.
/// </summary>
/// <param name="options">The settings.</param>
internal sealed class ReportedPeriod(ReportingOptions options)
{
    private const int MaxOffset = 24;

    /// <summary>A moment in the period that a response is about.</summary>
    /// <param name="response">The response.</param>
    /// <param name="authored">When it was authored.</param>
    /// <param name="like">A period of the kind that is asked for.</param>
    /// <returns>The moment (UTC); no report is about a period that begins after it was authored.</returns>
    public DateTimeOffset MomentOf(QuestionnaireResponse response, DateTimeOffset authored, ReportPeriod like)
    {
        var written = ReportPeriod.Containing(like.Kind, authored, like.Zone, like.WeekStart);
        if (Named(response, like.Zone) is { } named && named < written.End)
        {
            return named;
        }

        var offset = OffsetOf(response);
        var about = offset is null && authored - written.Start < options.GracePeriod ? written.Previous() : written;
        for (var i = offset ?? options.PeriodOffset; i < 0; i++)
        {
            about = about.Previous();
        }

        return about == written ? authored : about.Start;
    }

    private DateTimeOffset? Named(QuestionnaireResponse response, TimeZoneInfo zone) =>
        RawElements.Value(response, MheroSystems.ReportingPeriod) is Period period
        && ReportTimes.Middle(RawElements.Text(period.StartElement), RawElements.Text(period.EndElement), zone) is { } middle
            ? middle
            : Answers(response).Select(PeriodNames.Read).FirstOrDefault(p => p is not null) is { } days ? Middle(days.First, days.Last, zone) : null;

    private static DateTimeOffset Middle(DateOnly first, DateOnly last, TimeZoneInfo zone)
    {
        var start = ReportPeriod.Midnight(first, zone);
        return start + ((ReportPeriod.Midnight(last.AddDays(1), zone) - start) / 2);
    }

    private int? OffsetOf(QuestionnaireResponse response) =>
        Valid(RawElements.Number(RawElements.Value(response, QuestionnaireExtensions.ReportPeriodOffset) as PrimitiveType))
        ?? Answers(response)
            .Select(a => Valid(int.TryParse(a, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null))
            .FirstOrDefault(o => o is not null);

    private static int? Valid(int? offset) => offset is <= 0 and >= -MaxOffset ? offset : null;

    private IEnumerable<string> Answers(QuestionnaireResponse response) => options.PeriodLinkIds.SelectMany(linkId => ReportPeriods.Answers(response.Item, linkId));
}
