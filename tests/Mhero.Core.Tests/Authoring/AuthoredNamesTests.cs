using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Tests.Authoring;

/// <summary>The names by which an authored flow and the mapping of its runs meet.</summary>
public sealed class AuthoredNamesTests
{
    [Fact]
    public void Keys_OfEachKindOfLinkId_AreTheDocumentedOnes()
    {
        var keys = ResultKeys.Of(Of("age", "1.1", "1-1", "Case ID", "q_1_1", "mhero_tries", "/8310-5", "", "ቁጥር", "age_row_2"));

        Assert.Equal("age", keys["age"]);
        Assert.Equal("q_1_1", keys["q_1_1"]);
        Assert.Equal("q_1_1_2", keys["1.1"]);
        Assert.Equal("q_1_1_3", keys["1-1"]);
        Assert.Equal("case_id", keys["Case ID"]);
        Assert.Equal("q_mhero_tries", keys["mhero_tries"]);
        Assert.Equal("q__8310_5", keys["/8310-5"]);
        Assert.Equal("age_row_2_", keys["age_row_2"]);
        Assert.Equal(9, keys.Count);
    }

    [Fact]
    public void Keys_OfAnyLinkIds_AreDifferentKeysThatRapidProKeeps() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), texts =>
    {
        var keys = ResultKeys.Of(Of([.. texts.Select(t => t.Get)])).Values.ToList();

        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.True(FlowResults.KeyOf(key) == key && char.IsAsciiLetterLower(key[0]) && key.Length <= 64 && !ResultKeys.IsOwn(key) && RowKeys.Read(key) is null, key));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_OfManyLinkIdsThatAreOneKey_AreCounted()
    {
        var keys = ResultKeys.Of(Of([.. Enumerable.Range(0, 20_000).Select(i => "a" + Convert.ToString(i, 2).Replace('0', '.').Replace('1', '-'))]));

        Assert.Equal(20_000, keys.Values.Distinct().Count());
        Assert.Contains("a__20000", keys.Values);
    }

    [Fact]
    public void Categories_ThatAreTakenOrLong_GetThePosition()
    {
        const string Long = "Loss of taste and smell that came on within ";

        var names = OptionCategories.Of([(null, "Fever", "f"), (null, "Other", "o"), (null, null, "code"), (null, "fever", "x"), (null, Long + "days", "d"), (null, Long + "weeks", "w"), (null, "Other 2", "z"), ("PCR", Long, "p")]);

        Assert.Equal(["Fever", "Other 2.", "code", "fever 4", "Loss of taste and smell that came on", "Loss of taste and smell that came 6", "Other 2", "PCR"], names);
    }

    [Fact]
    public void Categories_OfAnyOptions_AreDifferentAndShort() => Prop.ForAll(ArbMap.Default.ArbFor<string?[]>(), texts =>
    {
        var names = OptionCategories.Of(texts.Select(t => ((string?)null, (string?)t, (string?)null)));

        Assert.Equal(names.Count, names.Select(TextNormalizer.Fold).Distinct().Count());
        Assert.All(names, name => Assert.InRange(name.EnumerateRunes().Count(), 1, 36));
    }).QuickCheckThrowOnFailure();

    private static Questionnaire Of(params string[] linkIds) => new() { Item = [.. linkIds.Select(id => new ItemComponent { LinkId = id, Type = QuestionnaireItemType.String })] };
}
