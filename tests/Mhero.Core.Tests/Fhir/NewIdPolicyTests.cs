using Mhero.Core.Fhir;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Tests.Fhir;

public sealed class NewIdPolicyTests
{
    [Theory]
    [InlineData(FhirNewIds.Automatic, "true", "true", true, false)]
    [InlineData(FhirNewIds.Automatic, "true", "false", true, true)]
    [InlineData(FhirNewIds.Automatic, "false", "true", false, false)]
    [InlineData(FhirNewIds.Automatic, "false", "false", false, false)]
    [InlineData(FhirNewIds.Server, "true", "false", false, false)]
    [InlineData(FhirNewIds.Client, "false", "true", true, true)]
    public async Task LoadAsync_SettingAndStatement_DecideWhoChooses(FhirNewIds setting, string updateCreate, string conditionalUpdate, bool takes, bool prefers)
    {
        using var stub = new FhirStub(Answer.Ok($$"""
            {"resourceType":"CapabilityStatement","rest":[{"mode":"server","resource":[
              {"type":"Provenance","updateCreate":{{updateCreate}},"conditionalUpdate":{{conditionalUpdate}}}]}]}
            """));
        var policy = new NewIdPolicy(stub.Gateway, Options.Create(new FhirOptions { NewIds = setting }), TimeProvider.System);

        await policy.LoadAsync(default);
        await policy.LoadAsync(default);

        Assert.Equal((takes, prefers), (policy.TakesIds("Provenance"), policy.PrefersClient("Provenance")));
        Assert.Equal(setting == FhirNewIds.Automatic ? 1 : 0, stub.Requests.Count);
        Assert.Equal(setting == FhirNewIds.Client, policy.TakesIds("Linkage"));
    }

    [Fact]
    public void Refuse_ServerDidNotCreate_ServerChoosesFromThen()
    {
        using var stub = new FhirStub();
        var policy = new NewIdPolicy(stub.Gateway, Options.Create(new FhirOptions { NewIds = FhirNewIds.Client }), TimeProvider.System);

        Assert.True(policy.Refuse("Provenance"));

        Assert.False(policy.Refuse("Provenance"));
        Assert.False(policy.TakesIds("Provenance"));
        Assert.True(policy.TakesIds("Linkage"));
    }
}
