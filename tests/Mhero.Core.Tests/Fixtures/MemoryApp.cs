using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fixtures;

/// <summary>mHero's services over storage in memory, a clock of the test's own, and answers that the test gives for both sides.</summary>
internal sealed class MemoryApp : IDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Builds the services.</summary>
    /// <param name="answer">Answers each request of both sides.</param>
    /// <param name="settings">Settings beside those that have to be set.</param>
    public MemoryApp(Func<HttpRequestMessage, HttpResponseMessage>? answer = null, params (string Name, string Value)[] settings)
        : this(new FakeTimeProvider(Start), answer, settings)
    {
    }

    /// <summary>Builds the services over a clock.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="answer">Answers each request of both sides.</param>
    /// <param name="settings">Settings beside those that have to be set.</param>
    public MemoryApp(FakeTimeProvider time, Func<HttpRequestMessage, HttpResponseMessage>? answer = null, params (string Name, string Value)[] settings)
    {
        Time = time;
        Account = new MemoryAccount(time);
        Http = new(answer ?? (request => throw new InvalidOperationException($"not expected: {request.Method} {request.RequestUri}")));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Mhero:RapidPro:BaseUrl"] = "https://rapidpro.example.org/",
                ["Mhero:RapidPro:Token"] = "token",
                ["Mhero:RapidPro:MaxReadRetries"] = "0",
                ["Mhero:Fhir:BaseUrl"] = "https://registry.example.org/fhir",
                ["Mhero:Fhir:MaxRetries"] = "0",
                ["Mhero:Contacts:DefaultRegion"] = "RW",
            })
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IStorageClients>(new MemoryStorageClients(Account))
            .AddMhero(configuration);
        services.AddHttpClient(FhirServiceCollectionExtensions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Http);
        services.AddHttpClient(FhirServiceCollectionExtensions.MadxHttpClientName).ConfigurePrimaryHttpMessageHandler(() => Http);
        services.AddHttpClient(nameof(RapidProClient)).ConfigurePrimaryHttpMessageHandler(() => Http);
        services.AddHttpClient(nameof(Dhis2Client)).ConfigurePrimaryHttpMessageHandler(() => Http);
        _services = services.BuildServiceProvider();
    }

    /// <summary>When the clock of an app starts.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 4, 8, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; }

    public MemoryAccount Account { get; }

    public AnsweringHandler Http { get; }

    public T Get<T>()
        where T : notnull =>
        _services.GetRequiredService<T>();

    public T GetKeyed<T>(string key)
        where T : notnull =>
        _services.GetRequiredKeyedService<T>(key);

    public void Dispose()
    {
        _services.Dispose();
        Http.Dispose();
    }
}
