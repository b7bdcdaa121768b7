using System.Net;
using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Mhero.Core;
using Mhero.Core.Storage;
using Mhero.DevHost.Host;
using Mhero.Functions.Console;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Mhero.Functions.Tests.Published;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Functions.Tests.Console;

/// <summary>The function app with its console over storage in memory, and no RapidPro or registry that answers.</summary>
public sealed partial class ConsoleWorld : IAsyncDisposable
{
    public const string ReaderKey = "reader-key-0123456789abcdef";
    public const string OperatorKey = "operator-key-0123456789abcdef";
    public const string AdministratorKey = "administrator-key-0123456789";

    public const string FunctionKey = "function-key";

    private readonly MemoryAccount _account;
    private FunctionsHost _host = null!;

    private ConsoleWorld(MemoryAccount account) => _account = account;

    /// <summary>A clock that is ahead of the real one for good: the client drops the session's cookie when that is past its end.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2126, 11, 30, 12, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _host.Services;

    /// <summary>The HTTP functions.</summary>
    public IReadOnlyList<FunctionDescription> Functions => [.. _host.Functions.Where(function => function.Route is not null)];

    public Uri Root => _host.BaseUrl;

    public Uri Address => new(_host.BaseUrl, "api/console");

    public IReadOnlyList<ConsoleRoute> Routes => Services.GetRequiredService<ConsoleRoutes>().All;

    /// <summary>Starts the app.</summary>
    /// <param name="settings">Settings beside those of the sample; a null removes one.</param>
    /// <param name="beside">A world whose storage it shares, as a second instance of the app does.</param>
    public static async Task<ConsoleWorld> StartAsync(IEnumerable<(string Name, string? Value)>? settings = null, ConsoleWorld? beside = null)
    {
        var world = new ConsoleWorld(beside?._account ?? new MemoryAccount(TimeProvider.System));
        var all = WorkerSettings.Of("UseDevelopmentStorage=true").ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => s.Value);
        foreach (var (role, key) in ((string, string)[])[("Reader", ReaderKey), ("Operator", OperatorKey), ("Administrator", AdministratorKey)])
        {
            all[$"Mhero:Console:Users:{role.ToLowerInvariant()}:Key"] = key;
            all[$"Mhero:Console:Users:{role.ToLowerInvariant()}:Role"] = role;
        }

        all["Mhero:RapidPro:MaxRetries"] = "0";
        all["Mhero:Fhir:MaxRetries"] = "0";
        foreach (var (name, value) in settings ?? [])
        {
            all[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        foreach (var name in all.Where(s => s.Value is null).Select(s => s.Key).ToList())
        {
            all.Remove(name);
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        world._host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(OpenConsole).Assembly,
            Configuration = configuration,
            ConfigureServices = (services, configured) => services
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
                .AddSingleton<TimeProvider>(world.Time)
                .AddSingleton<IStorageClients>(new MemoryStorageClients(world._account))
                .AddMhero(configured)
                .AddMheroConsole(configured),
            Queues = name => world._account.Queue(name, QueueMessageEncoding.None),
            RunTimers = false,
            FunctionKey = FunctionKey,
        });
        return world;
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    /// <summary>A browser: it keeps cookies, and follows no redirects.</summary>
    public ConsoleBrowser NewBrowser() => new(Address);

    /// <summary>A browser that has signed in.</summary>
    public async Task<ConsoleBrowser> SignInAsync(ConsoleRole role)
    {
        var browser = NewBrowser();
        using var answer = await browser.SignInAsync(role switch { ConsoleRole.Reader => ReaderKey, ConsoleRole.Operator => OperatorKey, _ => AdministratorKey });
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return browser;
    }

    /// <summary>The path of a route with values in its braces.</summary>
    public static string PathOf(ConsoleRoute route) => Braces().Replace(route.Pattern, "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();
}
