using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace Mhero.Core.Tests.Examples;

/// <summary>
/// The requirements of IHE mADX 3.0.0 (mADX-MeasureReport, mADX-Measure) on what the examples' runs give, and of SANER 1.0.1 (PublicHealthMeasureReport)
/// on the report of hospitalisations.
/// </summary>
public sealed partial class MadxConformanceTests
{
    private const string Vaccination = "4-vaccination-report";
    private const string Hospitalisation = "5-hospitalisation-report";

    public static TheoryData<string> Examples => [Vaccination, Hospitalisation];

    [Theory]
    [MemberData(nameof(Examples))]
    public void MeasureReport_OfARun_IsMadx(string name)
    {
        foreach (var report in ReportsOf(name))
        {
            Assert.Equal((MeasureReport.MeasureReportStatus.Complete, MeasureReport.MeasureReportType.Summary), (report.Status, report.Type));
            Assert.Matches("^http.*\\|", report.Measure);
            Assert.StartsWith("Location/", report.Subject!.Reference, StringComparison.Ordinal);
            Assert.NotNull(report.Period!.Start);
            Assert.NotNull(report.Period!.End);
            Assert.NotEmpty(report.Group);
            foreach (var group in report.Group)
            {
                AssertCoded(group.Code);
                Assert.NotEmpty(group.Population);
                Assert.All(group.Population, population =>
                {
                    AssertCoded(population.Code);
                    Assert.NotNull(population.Count);
                });
                foreach (var stratum in group.Stratifier.SelectMany(s => s.Stratum))
                {
                    Assert.NotNull(stratum.MeasureScore?.Value);
                    Assert.NotEmpty(stratum.Component);
                    Assert.All(stratum.Component, component =>
                    {
                        AssertCoded(component.Code);
                        AssertCoded(component.Value);
                    });

                    // SANER has the number here; the two agree, and value is for strata without components.
                    Assert.Equal([(int)stratum.MeasureScore.Value!.Value], stratum.Population.Select(p => p.Count!.Value));
                    Assert.Null(stratum.Value);
                }

                Assert.All(group.Stratifier, s => AssertCoded(Assert.Single(s.Code)));
            }
        }
    }

    [Fact]
    public void MeasureReport_WithStrata_AddsUpToItsPopulations() => Assert.All(
        ReportsOf(Vaccination).SelectMany(r => r.Group).Where(g => g.Stratifier.Count > 0),
        group => Assert.Equal(group.Population.Single().Count, group.Stratifier.Single().Stratum.Sum(s => s.Population.Single().Count)));

    [Fact]
    public void MeasureReport_OfHospitalisations_IsSaner()
    {
        foreach (var report in ReportsOf(Hospitalisation))
        {
            Assert.NotNull(report.Subject!.Identifier?.Value);
            Assert.NotNull(report.Date);
            Assert.NotNull(report.Reporter?.Reference);
            Assert.Matches(ZonedSecond(), report.Period!.Start);
            Assert.Matches(ZonedSecond(), report.Period!.End);
            Assert.All(report.Group.SelectMany(g => g.Population), p => Assert.StartsWith("http://hl7.org/fhir/uv/saner/", p.Code!.Coding[0].System, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Measure_OfAReport_IsMadx(string name)
    {
        var example = new Example(name);
        var measure = Assert.Single(example.OwnRegistry.OfType<Measure>());

        Assert.Equal([measure.Url + "|" + measure.Version], ReportsOf(name).Select(r => r.Measure).Distinct());
        Assert.All(new[] { measure.Url, measure.Version, measure.Name, measure.Title, measure.Publisher, measure.Description }, text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.True(measure.Experimental);
        Assert.Equal("Location", Assert.IsType<CodeableConcept>(measure.Subject).Coding.Single().Code);
        Assert.All(measure.Group, group =>
        {
            AssertCoded(group.Code);
            Assert.False(string.IsNullOrWhiteSpace(group.Description));
            Assert.All(group.Population, population => AssertCoded(population.Code));
        });

        // The values of each dimension are those of a ValueSet.
        var dimensions = measure.Group.SelectMany(g => g.Stratifier).SelectMany(s => s.Component).Select(c => c.Code!.Coding[0].Code).Distinct().ToList();
        Assert.Equal(dimensions, measure.RelatedArtifact.Where(a => a.Type == RelatedArtifact.RelatedArtifactType.DependsOn).Select(a => a.Label));
        Assert.All(measure.RelatedArtifact.Where(a => a.Label is not null), a => Assert.Contains(example.OwnRegistry.OfType<ValueSet>(), v => v.Url == a.Url));

        // A report has the groups of its Measure, each with its populations.
        Assert.All(ReportsOf(name), report => Assert.Equal(Shape(measure), Shape(report)));
    }

    private static IReadOnlyList<MeasureReport> ReportsOf(string name) => [.. ExampleExtractionTests.Written(new Example(name)).OfType<MeasureReport>()];

    private static IEnumerable<string> Shape(Measure measure) => measure.Group.Select(g => $"{g.Code!.Coding[0].Code}: {string.Join(", ", g.Population.Select(p => p.Code!.Coding[0].Code))}");

    private static IEnumerable<string> Shape(MeasureReport report) => report.Group.Select(g => $"{g.Code!.Coding[0].Code}: {string.Join(", ", g.Population.Select(p => p.Code!.Coding[0].Code))}");

    private static void AssertCoded(CodeableConcept? concept) => Assert.False(string.IsNullOrEmpty(concept?.Coding.FirstOrDefault()?.Code));

    /// <summary>With seconds and zone, 25 characters; SANER's invariant does not take Z.</summary>
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$")]
    private static partial Regex ZonedSecond();
}
