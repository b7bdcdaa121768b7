namespace Mhero.Core.Reporting;

/// <summary>What counts as a report: responses to these Questionnaires and reports on these Measures.</summary>
/// <param name="Questionnaires">Canonical URLs of Questionnaires; one with <c>|version</c> means that version, one without means all.</param>
/// <param name="Measures">Canonical URLs of Measures, likewise.</param>
public sealed record ReportForms(IReadOnlyCollection<string> Questionnaires, IReadOnlyCollection<string> Measures)
{
    /// <summary>Responses to one Questionnaire.</summary>
    /// <param name="canonical">Its canonical URL, with or without a version.</param>
    public static ReportForms Questionnaire(string canonical) => new([canonical], []);

    /// <summary>Reports on one Measure.</summary>
    /// <param name="canonical">Its canonical URL, with or without a version.</param>
    public static ReportForms Measure(string canonical) => new([], [canonical]);

    /// <summary>Responses to a Questionnaire, or reports on a Measure.</summary>
    /// <param name="canonical">The canonical URL, with or without a version.</param>
    /// <param name="isMeasure">Whether it is a Measure.</param>
    public static ReportForms Of(string canonical, bool isMeasure) => isMeasure ? Measure(canonical) : Questionnaire(canonical);

    /// <summary>Whether a resource's canonical is one of those that are asked for.</summary>
    internal static bool Covers(IReadOnlyCollection<string> asked, string? canonical)
    {
        if (canonical is null)
        {
            return false;
        }

        // A fragment names a part of the form, and is of no matter here.
        var whole = canonical.Split('#')[0];
        var bar = whole.IndexOf('|', StringComparison.Ordinal);
        return asked.Contains(whole) || (bar > 0 && asked.Contains(whole[..bar]));
    }
}
