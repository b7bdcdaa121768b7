using Mhero.Core.Fhir;
using Moq;

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

    [Theory]
    [InlineData("true", "true", false, true, false, false)]
    [InlineData("true", "true", true, false, true, true)]
    [InlineData("false", "true", true, true, false, false)]
    [InlineData("null", "null", true, true, true, false)]
    public async Task LoadAsync_ServerWasTried_WhatItDidNotDoIsNotBelieved(
        string updateCreate, string conditionalUpdate, bool triedIds, bool triedUpdate, bool takes, bool prefers)
    {
        using var stub = new FhirStub(Answer.Ok($$"""
            {"resourceType":"CapabilityStatement","rest":[{"mode":"server","resource":[
              {"type":"Provenance","updateCreate":{{updateCreate}},"conditionalUpdate":{{conditionalUpdate}}}]}]}
            """));
        var profiles = new Mock<IServerProfiles>();
        profiles.Setup(p => p.FindAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new ServerProfile(
            DateTimeOffset.UnixEpoch,
            [new(ServerAbilities.IdsFromTheClient, triedIds, ""), new(ServerAbilities.ConditionalUpdate, triedUpdate, "")]));
        var policy = new NewIdPolicy(stub.Gateway, Options.Create(new FhirOptions()), TimeProvider.System, profiles.Object);

        await policy.LoadAsync(default);

        Assert.Equal((takes, prefers), (policy.TakesIds("Provenance"), policy.PrefersClient("Provenance")));
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
