using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Tests.Floip.Results;

public class PackageReaderTests
{
    private const string Schema = """
        {"language":"eng","fields":[],"questions":{
          "age":{"type":"numeric","label":"Age?","type_options":{"range":["-99","99.5"]},"semantic_labels":["SNOMEDCT::397669002"]},
          "sex":{"type":"multiple_choice_one","label":"Sex?","type_options":{"choices":["female","male"]},"is_personal_information":true},
          "signs":{"type":"select-many","label":"Signs?","type_options":{"choices":["fever","rash"]},"semantic_label":"LOINC::75325-1"}}}
        """;

    [Theory]
    [InlineData("""{"profile":"flow-results-package","id":"b03e","modified":"2021-02-05T17:00:00+00:00","flow_results_specification_version":"1.0.0-rc1","resources":[{"api_data_url":"https://x/y","schema":SCHEMA}]}""")]
    [InlineData("""{"data":{"type":"packages","id":"b03e","attributes":{"modified":"2021-02-05T17:00:00+00:00","flow-results-specification":"1.0.0-rc1","resources":[{"api-data-url":"https://x/y","schema":SCHEMA}]}},"relationships":{"responses":{}}}""")]
    [InlineData("""{"data":{"id":"b03e","Modified":"2021-02-05T17:00:00+00:00","flow_results_specification_version":"1.0.0-rc1","resources":{"path":"https://x/y","schema":SCHEMA}}}""")]
    public void Read_EachSpelling_GivesTheSamePackage(string descriptor)
    {
        var (package, issues) = Read(descriptor.Replace("SCHEMA", Schema, StringComparison.Ordinal));

        Assert.Empty(issues);
        Assert.Equal(("b03e", "2021-02-05T17:00:00+00:00", "1.0.0-rc1", "eng", "https://x/y"), (package.Id, package.Version, package.SpecificationVersion, package.Language, package.RowsUrl));
        Assert.Equal(["age", "sex", "signs"], package.Questions.Select(q => q.Id));
        Assert.Equal([ResultsQuestionType.Numeric, ResultsQuestionType.SelectOne, ResultsQuestionType.SelectMany], package.Questions.Select(q => q.Type));
        Assert.Equal((-99m, 99.5m), (package.Questions[0].Minimum, package.Questions[0].Maximum));
        Assert.Equal(["female", "male"], package.Questions[1].Choices);
        Assert.True(package.Questions[1].IsPersonal);
        Assert.Equal(["SNOMEDCT::397669002"], package.Questions[0].SemanticLabels);
        Assert.Equal(["LOINC::75325-1"], package.Questions[2].SemanticLabels);
    }

    [Theory]
    [InlineData("""{"type":"hologram","label":"x"}""", FloipCodes.QuestionTypeUnknown)]
    [InlineData("""{"type":"select_one","label":"x","type_options":{}}""", FloipCodes.QuestionIncomplete)]
    [InlineData("""{"type":"text"}""", FloipCodes.QuestionIncomplete)]
    [InlineData("""{"type":"numeric","label":"x","type_options":{"range":[9,1]}}""", FloipCodes.QuestionIncomplete)]
    [InlineData("\"text\"", FloipCodes.QuestionIncomplete)]
    public void Read_FaultyQuestion_IsReportedAndTheOthersStay(string question, string code)
    {
        var (package, issues) = Read("""{"id":"a","modified":"1","resources":[{"schema":{"questions":{"q":QUESTION,"other":{"type":"text","label":"x"}}}}]}""".Replace("QUESTION", question, StringComparison.Ordinal));

        Assert.Equal(code, Assert.Single(issues).Code);
        Assert.Contains(package.Questions, q => q.Id == "other");
    }

    [Theory]
    [InlineData("[]", FloipCodes.NotAPackage)]
    [InlineData("""{"resources":[{"schema":"https://elsewhere"}]}""", FloipCodes.NotAPackage)]
    [InlineData("""{"resources":[""", FloipCodes.NotJson)]
    [InlineData("<html>", FloipCodes.NotJson)]
    public void Read_SomethingElse_IsRefused(string json, string code) =>
        Assert.Equal(code, Assert.Throws<FloipException>(() => Read(json)).Code);

    [Fact]
    public void List_Page_GivesPackagesAndNext()
    {
        var page = PackageListPage.Read(Encoding.UTF8.GetBytes(
            """{"data":[{"type":"packages","id":"a","attributes":{"title":"T","modified":"m"}},{"id":7},{"type":"packages"}],"links":{"next":"https://x/?page=2"}}"""));

        Assert.Equal([new PackageListing("a", "T", "m"), new PackageListing("7", null, null)], page.Packages);
        Assert.Equal("https://x/?page=2", page.Next);
    }

    private static PackageReading Read(string json) => PackageReader.Read(Encoding.UTF8.GetBytes(json));
}
