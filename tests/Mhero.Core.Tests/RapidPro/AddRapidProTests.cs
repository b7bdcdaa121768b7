using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Mhero.Core.Tests.RapidPro;

public sealed class AddRapidProTests
{
    [Theory]
    [InlineData("BaseUrl", null, "Mhero__RapidPro__BaseUrl")]
    [InlineData("BaseUrl", "rapidpro.example.org", "Mhero__RapidPro__BaseUrl")]
    [InlineData("BaseUrl", "ftp://rapidpro.example.org", "Mhero__RapidPro__BaseUrl")]
    [InlineData("BaseUrl", "https://rapidpro.example.org?x=1", "Mhero__RapidPro__BaseUrl")]
    [InlineData("BaseUrl", "https://me:secret@rapidpro.example.org", "Mhero__RapidPro__BaseUrl")]
    [InlineData("Token", null, "Mhero__RapidPro__Token")]
    [InlineData("Token", " ", "Mhero__RapidPro__Token")]
    [InlineData("Token", "Token abc", "Mhero__RapidPro__Token")]
    [InlineData("Token", "abc\n", "Mhero__RapidPro__Token")]
    [InlineData("WebhookSecret", "fifteen-letters", "Mhero__RapidPro__WebhookSecret")]
    [InlineData("WebhookSecret", "a secret with blanks", "Mhero__RapidPro__WebhookSecret")]
    [InlineData("WebhookSecret", "a-secret-with-\u00e9-in-it", "Mhero__RapidPro__WebhookSecret")]
    [InlineData("WebhookSecret", "                    ", "Mhero__RapidPro__WebhookSecret")]
    [InlineData("MaxConcurrency", "0", "Mhero__RapidPro__MaxConcurrency")]
    [InlineData("RequestTimeout", "00:00:00", "Mhero__RapidPro__RequestTimeout")]
    [InlineData("MaxRetries", "-1", "Mhero__RapidPro__MaxRetries")]
    [InlineData("RetryBaseDelay", "-00:00:01", "Mhero__RapidPro__RetryBaseDelay")]
    [InlineData("MaxInlineWait", "01:00:00", "Mhero__RapidPro__MaxInlineWait")]
    public void Options_Wrong_AreRefusedInOneSentenceThatNamesTheSetting(string setting, string? value, string name)
    {
        using var provider = Provider((setting, value));

        var error = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(name, Assert.Single(error.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralFaults_AreToldAtOnce()
    {
        using var provider = Provider(("BaseUrl", "nowhere"), ("Token", null), ("MaxConcurrency", "0"));

        var error = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(3, error.Failures.Count());
    }

    [Fact]
    public void Options_Defaults_AreValidAndBound()
    {
        using var provider = Provider(("MaxConcurrency", "5"));

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal(5, provider.GetRequiredService<IOptions<RapidProOptions>>().Value.MaxConcurrency);
        Assert.Same(provider.GetRequiredService<RapidProClient>(), provider.GetRequiredService<RapidProClient>());
    }

    [Fact]
    public async Task Client_Redirect_IsNotFollowed()
    {
        using var server = WireMockServer.Start();
        server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(302).WithHeader("Location", server.Url + "/login"));
        await using var provider = Provider(("BaseUrl", server.Url));

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => provider.GetRequiredService<RapidProClient>().CreateContactAsync(new ContactWrite()));

        Assert.Equal(RapidProErrorCodes.WrongAddress, error.Code);
        Assert.Single(server.LogEntries);
    }

    [Fact]
    public async Task Client_AnyRequest_LogsNoAddressAndNoNumber()
    {
        using var server = WireMockServer.Start();
        server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(500));
        CollectingLoggers logs = new();
        await using var provider = Provider(logs, ("BaseUrl", server.Url), ("MaxRetries", "1"), ("RetryBaseDelay", "00:00:00"));

        await Assert.ThrowsAsync<RapidProException>(
            () => provider.GetRequiredService<RapidProClient>().FindContactByUrnAsync(new Urn(Urn.Tel, "+250788000001")));

        Assert.Contains("Repeat 1", Assert.Single(logs.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("250788000001", logs.Lines[0], StringComparison.Ordinal);
    }

    private static ServiceProvider Provider(params (string Setting, string? Value)[] settings) => Provider(new CollectingLoggers(), settings);

    private static ServiceProvider Provider(CollectingLoggers loggers, params (string Setting, string? Value)[] settings)
    {
        Dictionary<string, string?> values = new()
        {
            ["Mhero:RapidPro:BaseUrl"] = "https://rapidpro.example.org",
            ["Mhero:RapidPro:Token"] = Clients.Token,
        };
        foreach ((var setting, var value) in settings)
        {
            values[$"Mhero:RapidPro:{setting}"] = value;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(loggers))
            .AddRapidPro(configuration)
            .BuildServiceProvider();
    }

    private sealed class CollectingLoggers : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
