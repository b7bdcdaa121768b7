using System.Diagnostics;
using System.Text.RegularExpressions;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>The operator's commands, as a person or a script calls them, against a running app; the commands of docs/cli.md among them.</summary>
[Collection(CliTests.Collection)]
public sealed partial class OperateTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", "..", "docs", "cli.md")));

    private readonly ExampleRun _example;
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-cli-").FullName;

    public OperateTests(ExampleRun example) => _example = example;

    /// <summary>The settings of a user with a folder of their own, and without a profile.</summary>
    private (string, string) Config => ("MHERO_CONFIG", _folder);

    private (string, string)[] App => [Config, ("MHERO_APP_URL", _example.Run.BaseUrl.AbsoluteUri), ("MHERO_APP_KEY", _example.Run.FunctionKey)];

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Commands_OfThePage_DoWhatTheySay()
    {
        var commands = Block().Matches(Page).SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var values = await ValuesAsync();
        Assert.True(commands.Count > 30);
        Assert.All(commands, command => Assert.StartsWith("mhero ", command, StringComparison.Ordinal));

        // The first one saves the profile that the others use.
        foreach (var command in commands)
        {
            var filled = values.Aggregate(command["mhero ".Length..], (text, value) => text.Replace(value.Key, value.Value, StringComparison.Ordinal));
            var result = await MheroProcess.RunAsync(filled, Config, ("MHERO_PROFILE", filled.StartsWith("login", StringComparison.Ordinal) ? "" : "example"));

            Assert.True(result.ExitCode == 0, $"{command}: {result.ExitCode} {result.Errors} {result.Output}");
            Assert.True(result.Output.Length > 0, command);
            if (command.EndsWith("--json", StringComparison.Ordinal))
            {
                JsonDocument.Parse(result.Output).Dispose();
            }
        }

        // The request that a command has revoked was for a far day: its message would lie on the queue, and no round of another test would end.
        await _example.Run.Services.GetRequiredService<IStorageClients>().Queue("communications").ClearMessagesAsync();
    }

    [Fact]
    public async Task Forget_NoSuchPersonOrNoReason_IsRefused()
    {
        var unknown = await MheroProcess.RunAsync("person forget Practitioner/no-such-worker --reason test --yes", App);
        var silent = await MheroProcess.RunAsync("person forget Practitioner/no-such-worker --yes", App);
        var nothing = await MheroProcess.RunAsync("responses extract", App);

        Assert.Equal((1, true), (unknown.ExitCode, silent.ExitCode != 0));
        Assert.Contains("MH6024", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(1, nothing.ExitCode);
        Assert.Contains("--questionnaire", nothing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WrongKeyOrNoApp_SavesNothingAndSaysWhatToDo()
    {
        var refused = await MheroProcess.RunAsync($"login --app {_example.Run.BaseUrl} --function-key wrong", Config);
        var unreachable = await MheroProcess.RunAsync("login --app http://127.0.0.1:9/ --function-key x", Config);
        var taken = await MheroProcess.RunAsync($"login --profile local --app {_example.Run.BaseUrl} --function-key x", Config);

        Assert.Equal((2, 2, 1), (refused.ExitCode, unreachable.ExitCode, taken.ExitCode));
        Assert.Contains("refuses the function key", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("No mHero answers", unreachable.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "profiles")));
    }

    [Fact]
    public async Task Login_GoodKey_IsAFileThatOnlyTheUserReads()
    {
        var saved = await MheroProcess.RunAsync($"login --app {_example.Run.BaseUrl} --function-key {_example.Run.FunctionKey}", Config);
        var status = await MheroProcess.RunAsync("status --json", Config);
        var gone = await MheroProcess.RunAsync("logout", Config);

        Assert.True(saved.ExitCode == 0, saved.Errors);
        Assert.True(status.ExitCode == 0, status.Errors);
        Assert.Contains("removed", gone.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "profiles", "default.json")));
        if (!OperatingSystem.IsWindows())
        {
            await MheroProcess.RunAsync($"login --app {_example.Run.BaseUrl} --function-key {_example.Run.FunctionKey}", Config);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "profiles", "default.json")));
        }
    }

    [Fact]
    public async Task Commands_WithoutAKeyOrAnApp_SayWhatToDo()
    {
        var keyless = await MheroProcess.RunAsync("status", Config, ("MHERO_APP_URL", _example.Run.BaseUrl.AbsoluteUri));
        var wrong = await MheroProcess.RunAsync("status --function-key wrong --json", Config, ("MHERO_APP_URL", _example.Run.BaseUrl.AbsoluteUri));
        var unreachable = await MheroProcess.RunAsync("messages list --app http://127.0.0.1:9/", Config);
        var unknown = await MheroProcess.RunAsync("audit --profile none", Config);
        var none = await MheroProcess.RunAsync("failures retry 0123", App);
        var both = await MheroProcess.RunAsync("failures retry", App);

        Assert.Equal((2, 2, 2, 1, 1, 1), (keyless.ExitCode, wrong.ExitCode, unreachable.ExitCode, unknown.ExitCode, none.ExitCode, both.ExitCode));
        Assert.Contains("wants a function key", keyless.Errors, StringComparison.Ordinal);
        Assert.Contains("refuses the function key", JsonDocument.Parse(wrong.Output).RootElement.GetProperty("errors")[0].GetString()!, StringComparison.Ordinal);
        Assert.Contains("--app", unreachable.Errors, StringComparison.Ordinal);
        Assert.Contains("mhero login --profile none", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("MH6005", none.Errors, StringComparison.Ordinal);
        Assert.Contains("--all", both.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_BesideAnotherLocalRun_HasAProfileOfItsOwnThatEndsWithIt()
    {
        // The other local run is the one of this process.
        var profiles = Directory.CreateDirectory(Path.Combine(_folder, "profiles")).FullName;
        using var me = Process.GetCurrentProcess();
        var other = new { app = _example.Run.BaseUrl, functionKey = _example.Run.FunctionKey, process = me.Id, processStartedAt = new DateTimeOffset(me.StartTime) };
        await File.WriteAllTextAsync(Path.Combine(profiles, "local.json"), JsonSerializer.Serialize(other));
        var keyless = await MheroProcess.RunAsync("status", Config);
        Assert.True(keyless.ExitCode == 0, keyless.Errors);

        using var up = MheroProcess.Start("up --port 0", Config);
        var (said, errors) = (up.StandardOutput.ReadToEndAsync(), up.StandardError.ReadToEndAsync());
        string? name = null;
        try
        {
            await Eventually.HoldsAsync(
                () => Task.FromResult((name = Directory.GetFiles(profiles, "local-*.json").Select(Path.GetFileNameWithoutExtension).FirstOrDefault()) is not null || up.HasExited), patience: TimeSpan.FromMinutes(8));
            Assert.True(name is not null, up.HasExited ? await errors : "no profile");
            var status = await MheroProcess.RunAsync($"status --profile {name}", Config);
            Assert.True(status.ExitCode == 0, status.Errors);
        }
        finally
        {
            // Killed without a chance to remove its profile: the file counts no more.
            up.Kill(entireProcessTree: true);
            await up.WaitForExitAsync();
        }

        Assert.Contains($"--profile {name}", await said, StringComparison.Ordinal);
        var ended = await MheroProcess.RunAsync($"status --profile {name}", Config);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("The profile of a local run ends with it", ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>What the placeholders of the page stand for.</summary>
    private async Task<Dictionary<string, string>> ValuesAsync()
    {
        var services = _example.Run.Services;
        var worker = await _example.WorkerAsync("Mukandayisenga");
        var letter = await services.GetRequiredService<DeadLetterStore>().RecordAsync("contacts", $"Practitioner/{worker.Id}", $$"""{"items":[{"worker":"Practitioner/{{worker.Id}}"}]}""", "MH3001", "refused", 5);
        await services.GetRequiredService<ReviewStore>().OpenAsync("Practitioner/none", "MH4001", "Which?", [new ReviewCandidate(Guid.NewGuid().ToString(), "same number")], """{"items":[{"worker":"Practitioner/none"}]}""");
        var message = await services.GetRequiredService<MessageRequests>().CreateAsync(new MessageOrder { Key = $"{Guid.NewGuid()}", Content = MessageContent.OfText("Hello", "eng"), To = [RecipientTarget.Of($"Practitioner/{worker.Id}")], NotBefore = DateTimeOffset.MaxValue.AddYears(-1) });
        var payload = Path.Combine(_folder, "payload.json");
        await File.WriteAllTextAsync(payload, letter.Payload);
        return new()
        {
            ["<app>"] = _example.Run.BaseUrl.ToString(),
            ["<key>"] = _example.Run.FunctionKey,
            ["<dead letter>"] = letter.Id,
            ["<file>"] = payload,
            ["<review>"] = ReviewStore.IdFor("Practitioner/none"),
            ["<worker>"] = worker.Id!,
            ["<response>"] = (await _example.AllAsync<Hl7.Fhir.Model.QuestionnaireResponse>())[0].Id!,
            ["<form>"] = (await _example.AllAsync<Hl7.Fhir.Model.QuestionnaireResponse>())[0].Questionnaire!,
            ["<message>"] = message.Id.ToString(),
            ["a-key-of-yours"] = Guid.NewGuid().ToString(),
        };
    }

    [GeneratedRegex("^```bash\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
