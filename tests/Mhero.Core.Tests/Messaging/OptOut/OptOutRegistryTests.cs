using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fhir;

namespace Mhero.Core.Tests.Messaging.OptOut;

/// <summary>A person who wants no messages gets none because a search was incomplete.</summary>
public sealed class OptOutRegistryTests
{
    private const string Person = "Practitioner/7";
    private const string Nothing = """{"resourceType":"Bundle","type":"searchset","total":0}""";

    [Theory]
    [InlineData("active", true)]
    [InlineData("inactive", false)]
    public async Task ReadAsync_SearchFindsNothing_ReadsTheKnownFlag(string status, bool hasFlag)
    {
        using var stub = new FhirStub(Answer.Ok(Nothing), Answer.Ok(Flag("f1", status)));

        var one = await ReadAsync(stub, new OptOutRow { IsOut = true, HasFlag = true, Flags = ["f1"] });

        Assert.Equal(hasFlag, one.Marks.HasFlag);
        Assert.EndsWith("/Flag/f1", stub.Requests[^1].AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task ReadAsync_KnownFlagIsDeleted_HasNoFlag(int status)
    {
        using var stub = new FhirStub(Answer.Ok(Nothing), Answer.Outcome(status, "not-found"));

        Assert.False((await ReadAsync(stub, new OptOutRow { IsOut = true, HasFlag = true, Flags = ["f1"] })).Marks.HasFlag);
    }

    [Fact]
    public async Task ReadAsync_FlagHasAnotherSubjectNow_HasNoFlag()
    {
        using var stub = new FhirStub(Answer.Ok(Nothing), Answer.Ok(Flag("f1", "active").Replace(Person, "Practitioner/8", StringComparison.Ordinal)));

        Assert.False((await ReadAsync(stub, new OptOutRow { IsOut = true, HasFlag = true, Flags = ["f1"] })).Marks.HasFlag);
    }

    [Fact]
    public async Task ReadAsync_KnownFlagCannotBeRead_FailsThePersonAlone()
    {
        using var stub = new FhirStub(Answer.Ok(Nothing), Answer.Outcome(422, "invalid"));

        var one = await ReadAsync(stub, new OptOutRow { IsOut = true, HasFlag = true, Flags = ["f1"] });

        Assert.True(one.Marks.HasFlag);
        Assert.False(one.IsOpen);
    }

    /// <summary>Rows of earlier versions do not have the Flags' ids.</summary>
    [Fact]
    public async Task ReadAsync_NoFlagIsKnownAndNoneIsFound_CountsAsBefore()
    {
        using var stub = new FhirStub(Answer.Ok(Nothing));

        Assert.True((await ReadAsync(stub, new OptOutRow { IsOut = true, HasFlag = true })).Marks.HasFlag);
    }

    [Fact]
    public async Task ReadAsync_PersonHadNoFlag_NeedsOneSearch()
    {
        using var stub = new FhirStub(Answer.Ok(Nothing));

        Assert.False((await ReadAsync(stub, new OptOutRow())).Marks.HasFlag);
        Assert.Single(stub.Requests);
    }

    private static async Task<OptOutCase> ReadAsync(FhirStub stub, OptOutRow row)
    {
        var one = new OptOutCase(Person, [new Work<OptOutItem>(new OptOutItem { Person = Person })]) { Row = new(row, "1") };
        await new OptOutRegistry(stub.Gateway, null!, Options.Create(new OptOutOptions()), null!, TimeProvider.System).ReadAsync([one], CancellationToken.None);
        return one;
    }

    private static string Flag(string id, string status) =>
        $$$"""{"resourceType":"Flag","id":"{{{id}}}","status":"{{{status}}}","code":{"coding":[{"system":"http://mhero.org/codesystem","code":"optedout"}]},"subject":{"reference":"{{{Person}}}"}}""";
}
