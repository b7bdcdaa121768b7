using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Reports;

/// <summary>
/// Reads the numbers of a MeasureReport. IHE mADX has the number of a stratum in its <c>measureScore</c>, SANER in its population's <c>count</c>;
/// where both are given they have to agree.
/// </summary>
internal static class ReportNumbers
{
    /// <summary>All numbers, the groups' and then their strata's.</summary>
    public static IEnumerable<ReportNumber> Of(MeasureReport report)
    {
        for (var g = 0; g < report.Group.Count; g++)
        {
            var group = report.Group[g];
            var path = $"group[{g}]";
            for (var p = 0; p < group.Population.Count; p++)
            {
                var population = group.Population[p];
                yield return new ReportNumber($"{path}.population[{p}]", group.Code, population.Code, [], CountOf(population.CountElement));
            }

            for (var s = 0; s < group.Stratifier.Count; s++)
            {
                for (var t = 0; t < group.Stratifier[s].Stratum.Count; t++)
                {
                    foreach (var number in OfStratum($"{path}.stratifier[{s}].stratum[{t}]", group, group.Stratifier[s], group.Stratifier[s].Stratum[t]))
                    {
                        yield return number;
                    }
                }
            }
        }
    }

    private static IEnumerable<ReportNumber> OfStratum(
        string path, MeasureReport.GroupComponent group, MeasureReport.StratifierComponent stratifier, MeasureReport.StratifierGroupComponent stratum)
    {
        List<(CodeableConcept, CodeableConcept)> dimensions = stratum.Component.Count > 0
            ? [.. stratum.Component.Where(c => c is { Code: not null, Value: not null }).Select(c => (c.Code, c.Value))]
            : stratum.Value is { } value && stratifier.Code is [var code, ..] ? [(code, value)] : [];
        var score = ScoreOf(stratum.MeasureScore);
        if (stratum.Population.Count == 0)
        {
            yield return new ReportNumber(path, group.Code, group.Population is [{ Code: var only }] ? only : null, dimensions, score);
        }

        for (var p = 0; p < stratum.Population.Count; p++)
        {
            // The score belongs to the one population; of several it cannot be told which.
            var count = CountOf(stratum.Population[p].CountElement);
            var other = stratum.Population.Count == 1 ? score : null;
            var number = count is not null && other is not null && count != other ? null : count ?? other;
            yield return new ReportNumber($"{path}.population[{p}]", group.Code, stratum.Population[p].Code, dimensions, number);
        }
    }

    /// <summary>The raw value: a number that R4 does not allow here must not throw.</summary>
    private static decimal? CountOf(Integer? count) => count?.JsonValue switch
    {
        int number => number,
        long number => number,
        decimal number => number,
        _ => null,
    };

    private static decimal? ScoreOf(Quantity? score) => score?.ValueElement?.JsonValue switch
    {
        decimal number => number,
        int number => number,
        long number => number,
        _ => null,
    };
}
