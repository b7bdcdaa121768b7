using Mhero.Core.Dhis2;

namespace Mhero.Core.Tests.Dhis2;

/// <summary>What the answers of each version say about each value. The bodies have the forms of dhis2-core at the tags 2.36 to 2.43.</summary>
public sealed class ImportVerdictsTests
{
    private static readonly DataValue[] Sent = [new("DE_A", null, "1"), new("DE_B", "COC_1", "x"), new("DE_B", "COC_2", "3")];

    [Theory]
    [InlineData("""{"status":"SUCCESS","importCount":{"imported":2,"updated":0,"ignored":1,"deleted":0},"dataSetComplete":"false"}""")]
    [InlineData("""{"httpStatus":"OK","httpStatusCode":200,"status":"OK","response":{"responseType":"ImportSummary","status":"SUCCESS","importCount":{"imported":0,"updated":0,"ignored":3,"deleted":0}}}""")]
    [InlineData("""{"httpStatus":"OK","status":"OK","response":{"status":"SUCCESS","importCount":{"imported":0,"updated":3,"ignored":0},"rejectedIndexes":[],"conflicts":[]}}""")]
    public void Judge_Success_EveryValueIsTaken(string body) => Assert.All(Judge(body)!, Assert.Null);

    [Theory]
    [InlineData("""{"status":"WARNING","importCount":{"imported":2,"ignored":1},"conflicts":[{"object":"COC_1","value":"Value must be an integer","errorCode":"E7619","indexes":[1]}],"rejectedIndexes":[1]}""")]
    [InlineData("""{"httpStatus":"Conflict","httpStatusCode":409,"status":"WARNING","response":{"status":"WARNING","importCount":{"imported":2,"ignored":1},"conflicts":[{"objects":{"value":"x"},"object":"x","value":"Value must be an integer","errorCode":"E7619","indexes":[1]}],"rejectedIndexes":[1]}}""")]
    [InlineData("""{"httpStatus":"OK","httpStatusCode":200,"status":"WARNING","response":{"status":"WARNING","importCount":{"updated":2,"ignored":1},"conflicts":[{"object":"x","value":"Value must be an integer","errorCode":"E8113","indexes":[1]}],"rejectedIndexes":[1]}}""")]
    [InlineData("""{"status":"WARNING","importCount":{"imported":2,"ignored":1},"conflicts":[{"object":"COC_1","value":"value_not_integer"}]}""")]
    public void Judge_Warning_TheNamedValueIsRefused(string body)
    {
        var verdicts = Judge(body)!;

        Assert.Equal([false, true, false], verdicts.Select(v => v is not null));
        Assert.Contains("data element DE_B, combination COC_1", verdicts[1]!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_Refusal_HasDhis2sCodeAndWhatToDo()
    {
        var refusal = Judge("""{"status":"WARNING","conflicts":[{"object":"2026W10","value":"Current date is past expiry days for period","errorCode":"E7640","indexes":[0]}]}""")![0]!;

        Assert.Equal(Dhis2Codes.PeriodRefused, refusal.Code);
        Assert.Contains("E7640", refusal.Words, StringComparison.Ordinal);
        Assert.Contains("expiry days", refusal.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"WARNING","importCount":{"imported":2,"ignored":1},"conflicts":[{"object":"DE_B","value":"value_not_integer"}]}""")]
    [InlineData("""{"status":"WARNING","importCount":{"imported":2,"ignored":1},"conflicts":[{"object":"elsewhere","value":"?"}]}""")]
    [InlineData("""{"status":"WARNING","importCount":{"imported":2,"ignored":1}}""")]
    public void Judge_NamesNoValue_IsNotBelieved(string body) => Assert.Null(Judge(body));

    [Theory]
    [InlineData("""{"status":"ERROR","description":"The import failed","importCount":{"ignored":3},"conflicts":[{"object":"dataSet","value":"Data set not found","errorCode":"E7600"}]}""")]
    [InlineData("""{"httpStatus":"Conflict","httpStatusCode":409,"status":"ERROR","message":"Data set not found","errorCode":"E7600"}""")]
    public void Judge_ErrorOfTheHeader_EveryValueIsRefused(string body)
    {
        var verdicts = Judge(body)!;

        Assert.All(verdicts, v => Assert.Equal(Dhis2Codes.MetadataRefused, v!.Code));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"response":{}}""")]
    [InlineData("""{"status":"?"}""")]
    public void Read_NoSummary_IsNull(string body)
    {
        using var json = JsonDocument.Parse(body);

        Assert.Null(ImportSummaryReader.Read(json.RootElement));
    }

    /// <summary>The reader of .NET fails at every member of an object that has half of a surrogate pair in a name.</summary>
    [Fact]
    public void Judge_HalfSurrogatePair_IsReplaced()
    {
        var verdicts = Judge("""{"status":"WARNING","\uD83Dx":1,"importCount":{"imported":2,"ignored":1,"\uDE00":2},"conflicts":[{"object":"DE_B","value":"value_not_integer \uD83D","indexes":[1]}]}""")!;

        Assert.Equal([true, false, true], verdicts.Select(v => v is null));
    }

    private static IReadOnlyList<Refusal?>? Judge(string body)
    {
        using var json = Dhis2Json.Parse(System.Text.Encoding.UTF8.GetBytes(body));
        return ImportVerdicts.Judge(ImportSummaryReader.Read(json.RootElement)!, Sent);
    }
}
