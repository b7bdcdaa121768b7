using System.Net;
using Azure.Storage.Queues;
using Mhero.DevHost.Host;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class FunctionsHostStartTests(StorageFixture storage)
{
    [Fact]
    public async Task StartAsync_SettingsMissingAndWrong_NamesThemAllAtOnce()
    {
        var sample = new SampleHost(storage);
        sample.Settings.Remove("SampleTextQueue");
        sample.Settings["Sample__PocoQueue"] = "Not_A_Queue";
        sample.Settings.Remove("SampleStorage");
        sample.Settings["SampleSchedule"] = "every day";

        var error = await Assert.ThrowsAsync<FunctionsHostException>(() => sample.StartAsync());

        Assert.Contains("The app setting 'SampleTextQueue' is missing: function SampleText needs it.", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Not_A_Queue' cannot be a queue's name", error.Message, StringComparison.Ordinal);
        Assert.Contains("The app setting 'SampleStorage' is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("'every day' is not an NCRONTAB expression", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ConnectionIsNoConnectionString_NamesTheSetting()
    {
        var sample = new SampleHost(storage, "SamplePoco");
        sample.Settings["SampleStorage"] = "nonsense";

        var error = await Assert.ThrowsAsync<FunctionsHostException>(() => sample.StartAsync());

        Assert.Contains("'SampleStorage' is not the connection string", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_UnknownTimeZone_NamesTheSetting()
    {
        var sample = new SampleHost(storage);
        sample.Settings["WEBSITE_TIME_ZONE"] = "Mars/Olympus";

        var error = await Assert.ThrowsAsync<FunctionsHostException>(() => sample.StartAsync());

        Assert.Contains("'WEBSITE_TIME_ZONE'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"extensions":{"queues":{"batchSize":33}}}""", "extensions.queues.batchSize is '33' but has to be a whole number from 1 to 32")]
    [InlineData("""{"extensions":{"queues":{"visibilityTimeout":"soon"}}}""", "extensions.queues.visibilityTimeout is 'soon'")]
    [InlineData("""{"extensions":""", "is not valid JSON")]
    public async Task StartAsync_HostJsonWrong_SaysWhere(string json, string expected)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, json);

        var error = await Assert.ThrowsAsync<FunctionsHostException>(() => new SampleHost(storage).StartAsync(hostJson: path));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task StartAsync_HostJsonWithRoutePrefix_MovesTheRoutes()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{ /* as in Azure, comments are fine */ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""");
        await using var host = await new SampleHost(storage, "SampleHello").StartAsync(hostJson: path);
        using var http = new HttpClient();

        Assert.StartsWith("hello", await http.GetStringAsync(new Uri(host.BaseUrl, "SampleHello")), StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysSo()
    {
        await using var first = await new SampleHost(storage).StartAsync();

        var error = await Assert.ThrowsAsync<FunctionsHostException>(() => FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(FunctionsHost).Assembly,
            Configuration = new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(),
            Port = first.BaseUrl.Port,
        }));

        Assert.Contains("Choose another port", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobs.SampleHello.Disabled", "true")]
    [InlineData("AzureWebJobs.SampleHello.Disabled", "1")]
    [InlineData("AzureWebJobs__SampleHello__Disabled", "True")]
    [InlineData("AzureWebJobs:SampleHello:Disabled", "true")]
    public async Task StartAsync_HttpFunctionDisabled_Answers404(string setting, string value)
    {
        var sample = new SampleHost(storage, "SampleHello");
        sample.Settings[setting] = value;
        await using var host = await sample.StartAsync();
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(host.BaseUrl, "api/SampleHello"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task StartAsync_QueueFunctionDisabled_LeavesItsQueueAlone()
    {
        var sample = new SampleHost(storage, "SampleText");
        sample.Settings["AzureWebJobs.SampleTextPoison.Disabled"] = "true";
        var poison = sample.Queue(sample.TextQueueName + "-poison");
        await poison.CreateAsync();
        await poison.SendMessageAsync("left");
        await using var host = await sample.StartAsync();
        await sample.Queue(sample.TextQueueName).SendMessageAsync("taken");

        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(["taken"], sample.Behaviour.Texts);
        Assert.Empty(sample.Behaviour.Poisoned);
        Assert.Equal(0, (await poison.PeekMessageAsync()).Value.DequeueCount);
    }
}
