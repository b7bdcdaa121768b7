using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>
/// Questionnaires of the kinds that WHO, IHE, LHC-Forms, smart-forms and the Android FHIR SDK publish: each item is authored and played, or left out with
/// its reason.
/// </summary>
public sealed class SdcFormsTests
{
    private static readonly string Folder = Path.Combine(SourceRoot.Path, "tests", "Mhero.Simulation.Tests", "Authoring", "Sdc");

    private static readonly Dictionary<string, (string LinkId, string Code)[]> LeftOut = new()
    {
        ["who-antenatal-quick-check"] = [("ANC.B.DE21", AuthoringCodes.ExpressionNotAuthored)],
        ["who-routine-immunization"] = [("IMMZ.C.DE6", AuthoringCodes.ExpressionNotAuthored), ("IMMZ.D1.DE92", AuthoringCodes.OptionsNotAuthored)],
        ["ihe-tumor-checklist"] = [("4177", AuthoringCodes.TypeNotAuthored)],
        ["ihe-facility-report"] = [],
        ["lhcforms-phq"] = [("/70272-6", AuthoringCodes.ExpressionNotAuthored)],
        ["lhcforms-vital-signs"] = [("/29463-7", AuthoringCodes.UnitNotAuthored), ("/39156-5", AuthoringCodes.ExpressionNotAuthored)],
        ["smartforms-health-check"] = [("smoking.advice", AuthoringCodes.ExpressionNotAuthored)],
        ["smartforms-cvd-risk"] = [("list", AuthoringCodes.ExpressionNotAuthored), ("risk", AuthoringCodes.ExpressionNotAuthored)],
        ["android-patient-registration"] = [("PR-photo", AuthoringCodes.TypeNotAuthored), ("PR-practitioner", AuthoringCodes.TypeNotAuthored)],
        ["android-screener"] = [("late", AuthoringCodes.ConditionNotAuthored)],
    };

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Form_PlayedWithAnyAnswers_GivesThemBackAndNamesWhatItLeftOut(string name)
    {
        var questionnaire = (Questionnaire)FhirJson.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")));
        var flow = new PlayedFlow(questionnaire);
        var leftOut = LeftOut[name].Select(item => item.LinkId).ToHashSet();

        Assert.Equal(
            LeftOut[name].Select(item => (item.Code, $"Questionnaire.item.where(linkId='{item.LinkId}')")),
            flow.Issues.Where(i => i.Severity == MappingSeverity.Warning).Select(i => (i.Code, i.Path)));
        Assert.Empty(ImportRules.Faults(flow.Authored.Export));
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var given = RandomAnswers.Of(questionnaire, leftOut, seed);

            var play = flow.PlayAsync(given.Texts).GetAwaiter().GetResult();

            Assert.Equal("completed", play.Run.ExitType);
            Assert.Equal(given.Answers, play.AllAnswers());
            Assert.DoesNotContain(play.Issues, i => i.Severity == MappingSeverity.Warning);
            Assert.DoesNotContain(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response), fault => !leftOut.Contains(fault.Split(':')[0]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Forms_AreTen() => Assert.Equal(LeftOut.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
}
