using Mhero.EndToEnd.Tests.Simulator.Engine;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class TextTests
{
    [Fact]
    public async Task Text_SeveralMessages_PrintsWhatComesBack()
    {
        await using var phone = await StartAsync();

        var plain = await MheroProcess.RunAsync($"text +250788000001 AGE 31 --simulator {phone.Simulator.BaseUrl}");
        var json = await MheroProcess.RunAsync($"text +250788000002 AGE thirty --json --simulator {phone.Simulator.BaseUrl}");

        Assert.Equal((0, 0), (plain.ExitCode, json.ExitCode));
        Assert.Equal(["> AGE", "How old are you?  [18 | 30]", "> 31", "Number: 31"], plain.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("+250788000002", document.RootElement.GetProperty("from").GetString());
        Assert.Equal("Other: thirty", document.RootElement.GetProperty("messages")[1].GetProperty("replies")[0].GetProperty("text").GetString());
        Assert.Equal(["31", "thirty"], phone.Workspace.Runs.Select(r => r.Values["age"].Value));
    }

    [Fact]
    public async Task Text_RefusedOrNobodyThere_SaysWhy()
    {
        await using var phone = await StartAsync();

        var refused = await MheroProcess.RunAsync($"text 12 AGE --simulator {phone.Simulator.BaseUrl}");
        var gone = await StartAsync();
        await gone.DisposeAsync();
        var nobody = await MheroProcess.RunAsync($"text +250788000001 AGE --json --simulator {gone.Simulator.BaseUrl}");
        var misspelt = await MheroProcess.RunAsync("text +250788000001 AGE --simulator nowhere");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("it is not a number", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(2, nobody.ExitCode);
        Assert.Contains("start one with 'mhero up'", JsonDocument.Parse(nobody.Output).RootElement.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, misspelt.ExitCode);
        Assert.Contains("--simulator takes an http address", misspelt.Errors, StringComparison.Ordinal);
    }

    private static async Task<Phone> StartAsync()
    {
        var phone = await Phone.StartAsync();
        var flow = new FlowWriter("Age")
            .Do("""{"type":"send_msg","text":"How old are you?","quick_replies":["18","30"]}""")
            .Ask("Age", ["has_number()=Number"])
            .Do(FlowWriter.Say("@results.age.category: @results.age"));
        phone.Workspace.AddFlows($$"""
            {"version":"13","flows":[{{flow}}],"triggers":[{"trigger_type":"K","keywords":["age"],"match_type":"F","flow":{"uuid":"{{flow.Uuid}}","name":"Age"},"groups":[],"exclude_groups":[]}]}
            """);
        return phone;
    }
}
