using Mhero.EndToEnd.Tests.Examples;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_NothingSet_SaysWhatALocalRunStarts()
    {
        var result = await MheroProcess.RunAsync("doctor");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the simulator is started", result.Output, StringComparison.Ordinal);
        Assert.Contains("Azurite is started", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("change ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RapidProSet_ReadsTheWorkspaceAndItsCountry()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = "good", Country = "UG", Timezone = "Africa/Kampala" });

        var result = await MheroProcess.RunAsync("doctor --json", ("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero__RapidPro__Token", "good"));

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains(Checks(json), check => check == ("RapidPro", "ok", "The token opens a workspace of UG."));
        Assert.Contains(Checks(json), check => check == ("Contact settings", "ok", "National numbers are read as those of UG, the workspace's country."));
        Assert.DoesNotContain("good", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FieldOfAnotherTypeAndSmartGroup_AreNamed()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = "good", Country = "UG" });
        rapidPro.Workspace.AddField("Employee Number", "number", "employee_number");
        rapidPro.Workspace.AddGroup("Health workers", "employee_number > 1");
        rapidPro.Workspace.AddGroup("Opted out", "employee_number > 1");

        var result = await MheroProcess.RunAsync("doctor", ("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero__RapidPro__Token", "good"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MH2111", result.Output, StringComparison.Ordinal);
        Assert.Contains("employee_number", result.Output, StringComparison.Ordinal);
        Assert.Contains("MH4043 at Mhero__Contacts__Group: 'Health workers' is a smart group", result.Output, StringComparison.Ordinal);
        Assert.Contains("MH4043 at Mhero__OptOut__Group: 'Opted out' is a smart group", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FlowThatTheWorkspaceLacks_IsNamedWithItsSetting()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = "good", Country = "UG" });

        var result = await MheroProcess.RunAsync(
            "doctor", ("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero__RapidPro__Token", "good"),
            ("Mhero__OptOut__Flows__ask__Flow", "Stop or again"), ("Mhero__OptOut__Flows__ask__Result", "Messages"), ("Mhero__OptOut__Flows__ask__Out", "No more"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MH4060 at Mhero__OptOut__Flows__ask__Flow: The workspace has no flow named 'Stop or again'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoctorFlows_ImportedExample_SaysItsNewUuidTheResultAndThePlaceholdersOfItsWebhook()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = "good", Country = "UG" });
        var flow = Assert.Single(rapidPro.Workspace.ImportFlows(await File.ReadAllTextAsync(Path.Combine(ExampleFiles.Root, "11-opt-out", "flow.json"))));
        (string, string)[] settings =
        [
            ("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero__RapidPro__Token", "good"), ("Mhero__RapidPro__WebhookSecret", "a-secret-of-sixteen-characters"),
            ("Mhero__OptOut__Flows__ask__Flow", "messages: STOP or again"), ("Mhero__OptOut__Flows__ask__Result", "No such result"), ("Mhero__OptOut__Flows__ask__Out", "No more"),
        ];

        var text = await MheroProcess.RunAsync("doctor --flows", settings);
        var json = await MheroProcess.RunAsync("doctor --flows --json --app https://app.example.com", settings);

        Assert.Equal((2, 2), (text.ExitCode, json.ExitCode));
        Assert.Contains($"Mhero__OptOut__Flows__ask__Flow: {flow.Name} ({flow.Uuid})", text.Output, StringComparison.Ordinal);
        Assert.Contains("MH4063: The flow saves no result with these keys, so they stay without answer: no_such_result", text.Output, StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(json.Output);
        var issues = Assert.Single(answer.RootElement.GetProperty("flows").EnumerateArray()).GetProperty("issues").EnumerateArray().Select(i => i.GetProperty("message").GetString()!).ToList();
        Assert.Contains(issues, i => i.Contains("calls mhero.example.org and not app.example.com", StringComparison.Ordinal));
        Assert.Contains(issues, i => i.Contains("no function key", StringComparison.Ordinal));
        Assert.Contains(issues, i => i.Contains("sends no secret", StringComparison.Ordinal));
        Assert.DoesNotContain("a-secret-of", json.Output + text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WrongTokenAndMisspeltSetting_SaysWhatToChange()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());
        (string, string)[] settings = [("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero__RapidPro__Token", "wrong")];

        var wrongToken = await MheroProcess.RunAsync("doctor", settings);
        var misspelt = await MheroProcess.RunAsync("doctor", ("Mhero__Fhir__Adress", "https://registry.example.org"));

        Assert.Equal(2, wrongToken.ExitCode);
        Assert.Contains("set Mhero__RapidPro__Token to a valid token", wrongToken.Output, StringComparison.Ordinal);
        Assert.Equal(2, misspelt.ExitCode);
        Assert.Contains("Mhero__Fhir__Adress is a setting that mHero does not have", misspelt.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "up", "doctor")]
    [InlineData("up --help", "--once", "--json", "--port", "Mhero__RapidPro__BaseUrl")]
    [InlineData("doctor --help", "--json", "exit", "deletes again")]
    public async Task Help_Command_SaysWhatThereIs(string arguments, params string[] words)
    {
        var result = await MheroProcess.RunAsync(arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    private static IEnumerable<(string?, string?, string?)> Checks(JsonDocument json) =>
        json.RootElement.GetProperty("checks").EnumerateArray().Select(check =>
            (check.GetProperty("name").GetString(), check.GetProperty("state").GetString(), check.GetProperty("message").GetString()));
}
