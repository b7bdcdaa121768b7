using Mhero.Core.Sync.FlowResults;

namespace Mhero.Core.Tests.Sync.FlowResults;

public sealed class FlowResultsOptionsRulesTests
{
    [Fact]
    public void Validate_SourceWithItsDefaults_HasNoFault() => Assert.Empty(FaultsOf("viamo", new FlowResultsSourceOptions { BaseUrl = new Uri("https://floip.example.org/api/v1") }));

    [Fact]
    public void Validate_SourceThatOnlyPushes_HasNoFault() => Assert.Empty(FaultsOf("ona-2", new FlowResultsSourceOptions()));

    [Fact]
    public void Validate_EveryFault_IsNamedByItsSetting()
    {
        var faults = FaultsOf("viamo", new FlowResultsSourceOptions
        {
            Token = "t",
            Packages = [" "],
            TimeZone = "Kigali",
            Overlap = TimeSpan.FromDays(31),
            InProgressFor = TimeSpan.Zero,
            EmployeeNumberQuestions = ["q"],
            ContactsFile = "/no/such/file.csv",
        });

        Assert.Equal(
            ["BaseUrl", "Packages", "TimeZone", "Overlap", "InProgressFor", "EmployeeNumberSystem", "ContactsFile"],
            faults.Select(f => f["Mhero__FlowResults__Sources__viamo__".Length..f.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("Viamo")]
    [InlineData("vi/amo")]
    [InlineData("viamo.org")]
    [InlineData("")]
    public void Validate_NameThatIsNone_IsAFault(string name) =>
        Assert.Contains("not the name of a source", Assert.Single(FaultsOf(name, new FlowResultsSourceOptions())), StringComparison.Ordinal);

    [Theory]
    [InlineData("ftp://floip.example.org")]
    [InlineData("https://user:pass@floip.example.org")]
    public void Validate_AddressThatIsNone_IsAFault(string address) =>
        Assert.StartsWith("Mhero__FlowResults__Sources__viamo__BaseUrl:", Assert.Single(FaultsOf("viamo", new FlowResultsSourceOptions { BaseUrl = new Uri(address) })), StringComparison.Ordinal);

    private static List<string> FaultsOf(string name, FlowResultsSourceOptions source) =>
        [.. new FlowResultsOptionsRules().Validate(null, new FlowResultsOptions { Sources = { [name] = source } }).Failures ?? []];
}
