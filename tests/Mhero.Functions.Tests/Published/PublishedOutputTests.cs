using System.Reflection;
using Mhero.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Published;

/// <summary>What a deployment uploads, compared with the attributes in the source.</summary>
[Collection(PublishedTests.Name)]
public sealed class PublishedOutputTests(PublishedApp app)
{
    [Fact]
    public void Metadata_EveryFunctionOfTheSource_IsThereWithItsTrigger()
    {
        var expected = typeof(GetHealth).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => Describe(found.Attribute!.Name, found.Method))
            .Order(StringComparer.Ordinal);

        var published = ReadArray("functions.metadata").Select(Describe).Order(StringComparer.Ordinal);

        Assert.Equal(expected, published);
    }

    [Fact]
    public void Metadata_ScriptFile_IsThePublishedAssembly() =>
        Assert.All(ReadArray("functions.metadata"), function => Assert.True(File.Exists(Path.Combine(app.Folder, (string)function["scriptFile"]!))));

    [Fact]
    public void Extensions_QueueTriggers_HaveTheirHostExtension()
    {
        var extensions = JsonNode.Parse(File.ReadAllText(Path.Combine(app.Folder, "extensions.json")))!["extensions"]!.AsArray();

        Assert.Contains(extensions, extension => (string)extension!["name"]! == "AzureStorageQueues");
        Assert.All(extensions, extension => Assert.True(File.Exists(Path.Combine(app.Folder, (string)extension!["hintPath"]!)), extension!.ToJsonString()));
    }

    [Fact]
    public void WorkerConfig_Names_TheIsolatedWorker()
    {
        var description = JsonNode.Parse(File.ReadAllText(Path.Combine(app.Folder, "worker.config.json")))!["description"]!;

        Assert.Equal("dotnet-isolated", (string)description["language"]!);
        Assert.True(File.Exists(Path.Combine(app.Folder, (string)description["defaultWorkerPath"]!)));
    }

    [Fact]
    public void HostJson_InOutput_IsTheRepositorys() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(SourceTree.Root, "host.json")),
            File.ReadAllText(Path.Combine(app.Folder, "host.json")));

    [Fact]
    public void LocalSettings_InOutput_AreAbsent() => Assert.Empty(Directory.GetFiles(app.Folder, "local.settings*"));

    private IEnumerable<JsonNode> ReadArray(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(app.Folder, file)))!.AsArray().Select(node => node!);

    private static string Describe(string name, MethodInfo method) => method.GetParameters()
        .Select(parameter => parameter.GetCustomAttributes().Select(attribute => attribute switch
        {
            HttpTriggerAttribute http => $"{name}: httpTrigger {http.AuthLevel} {string.Join(',', http.Methods ?? [])} {http.Route}",
            QueueTriggerAttribute queue => $"{name}: queueTrigger {queue.QueueName} {queue.Connection}",
            TimerTriggerAttribute timer => $"{name}: timerTrigger {timer.Schedule} {timer.RunOnStartup}",
            _ => null,
        }).FirstOrDefault(trigger => trigger is not null))
        .Single(trigger => trigger is not null)!;

    private static string Describe(JsonNode function)
    {
        var name = (string)function["name"]!;
        var trigger = function["bindings"]!.AsArray().Single(binding => ((string)binding!["type"]!).EndsWith("Trigger", StringComparison.Ordinal))!;
        return (string)trigger["type"]! switch
        {
            "httpTrigger" => $"{name}: httpTrigger {(string)trigger["authLevel"]!} {string.Join(',', trigger["methods"]!.AsArray().Select(method => (string)method!))} {(string)trigger["route"]!}",
            "queueTrigger" => $"{name}: queueTrigger {(string)trigger["queueName"]!} {(string?)trigger["connection"]}",
            "timerTrigger" => $"{name}: timerTrigger {(string)trigger["schedule"]!} {(bool?)trigger["runOnStartup"] ?? false}",
            var other => $"{name}: {other}",
        };
    }
}
