using Mhero.Core.Messaging.OptOut;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Tests.Messaging.OptOut;

public sealed class OptOutOptionsTests
{
    private static readonly Guid Flow = Guid.NewGuid();

    [Theory]
    [InlineData("No more", true)]
    [InlineData("no MORE ", true)]
    [InlineData("Again", false)]
    [InlineData("Other", null)]
    [InlineData(null, null)]
    public void WordOf_Category_IsTheWord(string? category, bool? expected) =>
        Assert.Equal(expected, WordOf(Options(), Run("wants_messages", category)));

    [Fact]
    public void WordOf_OtherFlowOrResult_SaysNothing()
    {
        Assert.Null(WordOf(Options(), Run("another", "No more")));
        Assert.Null(WordOf(Options(), Run("wants_messages", "No more") with { Flow = new ObjectReference(Guid.NewGuid(), "Another") }));
    }

    [Theory]
    [InlineData("Stop", true)]
    [InlineData(" sTOP ", true)]
    [InlineData("Stop it", null)]
    public void WordOf_FlowNamedByName_IsFoundWithoutCaseAndBlanks(string name, bool? expected)
    {
        var options = Options();
        options.Flows["ask"].Flow = name;

        Assert.Equal(expected, WordOf(options, Run("wants_messages", "No more")));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, null)]
    public void WordOf_FlowWasRenamed_IsFoundByItsUuid(bool isLinked, bool? expected)
    {
        var options = Options();
        options.Flows["ask"].Flow = "Its name before";

        Assert.Equal(expected, WordOf(options, Run("wants_messages", "No more"), isLinked ? Flow : Guid.NewGuid()));
    }

    [Fact]
    public void Validate_Defaults_AreValid() => Assert.Empty(FaultsOf(new OptOutOptions()));

    [Fact]
    public void Validate_FlowThatSaysNothing_NamesEachSetting() => Assert.Equal(
        ["Mhero__OptOut__Flows__ask__Flow", "Mhero__OptOut__Flows__ask__Result", "Mhero__OptOut__Flows__ask__Out"],
        FaultsOf(new OptOutOptions { Flows = { ["ask"] = new() { Flow = " " } } }));

    [Fact]
    public void Validate_OneCategoryForBoth_IsAFault() => Assert.Equal(
        ["Mhero__OptOut__Flows__ask__OptInCategory"],
        FaultsOf(new OptOutOptions { Flows = { ["ask"] = new() { Flow = Flow.ToString(), Result = "x", Out = "Yes", OptInCategory = "yes" } } }));

    [Theory]
    [InlineData("Health workers")]
    [InlineData("the \"out\" group")]
    public void Validate_GroupThatCannotBe_IsAFault(string group) =>
        Assert.Equal(["Mhero__OptOut__Group"], FaultsOf(new OptOutOptions { Group = group }));

    private static bool? WordOf(OptOutOptions options, FlowRun run, Guid? linked = null) => OptOutOptions.WordOf(run, options.Flows.Values.Select(f => (f, linked)));

    private static IEnumerable<string> FaultsOf(OptOutOptions options) =>
        new OptOutOptionsRules(Microsoft.Extensions.Options.Options.Create(new ContactSyncOptions())).Validate(null, options) is { Failed: true } result
            ? result.Failures.Select(f => f.Split(':')[0])
            : [];

    private static OptOutOptions Options() => new()
    {
        Flows = { ["ask"] = new() { Flow = Flow.ToString(), Result = "Wants messages", Out = "No more", OptInCategory = "Again" } },
    };

    private static FlowRun Run(string key, string? category) => new()
    {
        Uuid = Guid.NewGuid(),
        Flow = new ObjectReference(Flow, "Stop"),
        Values = new Dictionary<string, RunValue> { [key] = new() { Value = "x", Category = category } },
    };
}
