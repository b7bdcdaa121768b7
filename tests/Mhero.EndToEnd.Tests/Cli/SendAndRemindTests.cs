using Mhero.Core.Messaging;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary><c>mhero send</c> and <c>mhero remind</c>, as a person or a script calls them, against a running app.</summary>
[Collection(CliTests.Collection)]
public sealed class SendAndRemindTests(ExampleRun example)
{
    private (string, string)[] App => [("MHERO_APP_URL", example.Run.BaseUrl.AbsoluteUri), ("MHERO_APP_KEY", example.Run.FunctionKey)];

    [Fact]
    public async Task Send_TextTwiceWithAKey_SendsOnceAndSaysWhoIsLeftOut()
    {
        var lead = await example.WorkerAsync("Mukandayisenga");
        var command = $"send --to Practitioner/{lead.Id} --to PractitionerRole?role=without-a-holder --text Hello-by-command --idempotency-key {Guid.NewGuid()}";

        var first = await MheroProcess.RunAsync(command, App);
        var again = await MheroProcess.RunAsync(command + " --json", App);
        await example.Run.IdleAsync();

        Assert.True(first.ExitCode == 0, first.Errors + first.Output);
        Assert.Contains(MessagingCodes.NoMembers, first.Output, StringComparison.Ordinal);
        Assert.Contains("Progress: GET /api/fhir/CommunicationRequest/", first.Output, StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(again.Output);
        Assert.True(answer.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains(answer.RootElement.GetProperty("request").GetString()!, first.Output, StringComparison.Ordinal);
        Assert.Equal((example.ContactOf(lead).Uuid, 1), Assert.Single(example.Run.Simulator!.Workspace.CountMessages("Hello-by-command").Select(c => (c.Key, c.Value))));
    }

    [Fact]
    public async Task Send_ToNobody_IsRefusedWithTheElement()
    {
        var result = await MheroProcess.RunAsync("send --to Practitioner/nobody --text Hello --json", App);

        Assert.Equal(1, result.ExitCode);
        using var answer = JsonDocument.Parse(result.Output);
        var issue = Assert.Single(answer.RootElement.GetProperty("issues").EnumerateArray());
        Assert.Equal(MessagingCodes.UnknownReference, issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString());
        Assert.Equal("CommunicationRequest.recipient[0]", issue.GetProperty("expression")[0].GetString());
    }

    [Fact]
    public async Task Send_NeitherTextNorFlow_OrNobodyThere_SaysWhatToDo()
    {
        var neither = await MheroProcess.RunAsync("send --to Practitioner/1", App);
        var nobody = await MheroProcess.RunAsync("send --to Practitioner/1 --text Hello --app http://127.0.0.1:9/");
        var locked = await MheroProcess.RunAsync("remind --code wrong", ("MHERO_APP_URL", example.Run.BaseUrl.AbsoluteUri));

        Assert.NotEqual(0, neither.ExitCode);
        Assert.Contains("Give either --text or --flow", neither.Errors, StringComparison.Ordinal);
        Assert.Equal((2, 2), (nobody.ExitCode, locked.ExitCode));
        Assert.Contains("start one with 'mhero up'", nobody.Errors, StringComparison.Ordinal);
        Assert.Contains("--function-key", locked.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remind_DryRun_SaysWhoWouldGetItAndWhyNotTheOthers()
    {
        var lead = await example.WorkerAsync("Mukandayisenga");
        var sent = example.Run.Simulator!.Workspace.FlowStarts.Count;

        var list = await MheroProcess.RunAsync("remind", App);
        var table = await MheroProcess.RunAsync("remind --dry-run", App);
        var json = await MheroProcess.RunAsync("remind weekly-report --dry-run --json", App);

        Assert.Equal((0, 0, 0), (list.ExitCode, table.ExitCode, json.ExitCode));
        Assert.Contains("weekly-report", list.Output, StringComparison.Ordinal);
        Assert.Contains("Africa/Kigali", list.Output, StringComparison.Ordinal);
        Assert.Contains($"Practitioner/{lead.Id}", table.Output, StringComparison.Ordinal);
        Assert.Contains("The facility has reported.", table.Output, StringComparison.Ordinal);
        Assert.Contains("Mukandayisenga", table.Output, StringComparison.Ordinal);
        using var preview = JsonDocument.Parse(json.Output);
        Assert.Equal($"Practitioner/{lead.Id}", Assert.Single(preview.RootElement.GetProperty("people").EnumerateArray()).GetProperty("person").GetString());
        Assert.All(preview.RootElement.GetProperty("people")[0].GetProperty("placeNames").EnumerateArray(), place => Assert.DoesNotContain("Location/", place.GetString(), StringComparison.Ordinal));
        Assert.Equal(3, preview.RootElement.GetProperty("leftOut").EnumerateArray().Count(l => l.GetProperty("code").GetString() == MessagingCodes.HasReported));
        Assert.Equal(sent, example.Run.Simulator!.Workspace.FlowStarts.Count);
    }

    [Fact]
    public async Task Remind_Name_IsSentOnceInAPeriod()
    {
        var sent = example.Run.Simulator!.Workspace.FlowStarts.Count;

        var again = await MheroProcess.RunAsync("remind weekly-report", App);
        var unknown = await MheroProcess.RunAsync("remind no-such-reminder", App);
        await example.Run.IdleAsync();

        Assert.Equal((0, 1), (again.ExitCode, unknown.ExitCode));
        Assert.Contains("it was sent before in this period", again.Output, StringComparison.Ordinal);
        Assert.Contains(MessagingCodes.UnknownReminder, unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(sent, example.Run.Simulator!.Workspace.FlowStarts.Count);
    }
}
