using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mhero.Local.Host;

/// <summary>Builds the parts of a host from its options: the web app with the routes, the queue listeners, the timers.</summary>
internal sealed class HostParts
{
    /// <summary>The largest request body that Azure lets through, unless the setting FUNCTIONS_REQUEST_BODY_SIZE_LIMIT says another.</summary>
    private const long DefaultBodyLimit = 104_857_600;

    private const string TimerTableName = "functionshosttimers";

    private readonly FunctionsHostOptions options;
    private readonly AppSettings settings;
    private readonly HostJson hostJson;
    private readonly ILoggerFactory loggers;
    private readonly Dictionary<string, QueueServiceClient> storage = [];
    private readonly List<(QueueClient Queue, string Setting)> queues = [];
    private readonly List<QueueListener> listeners = [];
    private readonly Dictionary<string, TimerFunction> timers = new(StringComparer.OrdinalIgnoreCase);
    private TimerTable? timerTable;

    private HostParts(FunctionsHostOptions options)
    {
        this.options = options;
        settings = new AppSettings(options.Configuration);
        hostJson = HostJson.Read(options.HostJsonPath, options.Configuration);
        Functions = new FunctionCatalog(settings, hostJson).Read(options.FunctionsAssembly);
        App = NewApp();
        loggers = App.Services.GetRequiredService<ILoggerFactory>();
    }

    public WebApplication App { get; }

    public HostWork Work { get; } = new();

    public IReadOnlyList<HostFunction> Functions { get; }

    public IReadOnlyList<QueueListener> Listeners => listeners;

    public IReadOnlyDictionary<string, TimerFunction> Timers => timers;

    /// <summary>Null where no timer runs by itself.</summary>
    public TimerScheduler? Scheduler { get; private set; }

    public static HostParts Build(FunctionsHostOptions options)
    {
        var parts = new HostParts(options);
        try
        {
            parts.AddFunctions();
            parts.AddScheduler();
            return parts;
        }
        catch
        {
            ((IDisposable)parts.App).Dispose();
            throw;
        }
    }

    /// <summary>Creates the queues and the table that are missing.</summary>
    public async Task CreateStorageAsync(CancellationToken cancellationToken)
    {
        var setting = AppSettings.DefaultConnection;
        try
        {
            foreach (var (queue, connection) in queues)
            {
                setting = connection;
                await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }

            setting = AppSettings.DefaultConnection;
            await (timerTable?.CreateAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            throw new FunctionsHostException($"The storage account of the app setting '{setting}' does not answer as it should: start it, or correct the setting.", error);
        }
    }

    private WebApplication NewApp()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.FunctionsAssembly.GetName().Name });
        builder.Configuration.AddConfiguration(options.Configuration);
        var limit = long.TryParse(settings.Find("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : DefaultBodyLimit;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limit;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRouting();
        builder.Services.AddMvcCore();
        builder.Services.AddSingleton(options.Time);
        options.ConfigureServices(builder.Services, options.Configuration);
        return builder.Build();
    }

    private void AddFunctions()
    {
        var keys = new HostKeys(options.FunctionKey, options.MasterKey);
        var zone = new Lazy<TimeZoneInfo>(Zone);
        foreach (var function in Functions)
        {
            var invoker = new FunctionInvoker(function, loggers);
            switch (function.Description.Trigger)
            {
                case FunctionTriggerKind.Timer:
                    timers.Add(function.Name, NewTimer(function, invoker, zone.Value));
                    break;
                case FunctionTriggerKind.Http when !function.Description.IsDisabled:
                    HttpRoutes.MapFunction(App, function.Description, new HttpFunction(function, invoker, keys, Work));
                    break;
                case FunctionTriggerKind.Queue when !function.Description.IsDisabled:
                    listeners.Add(NewListener(function, invoker));
                    break;
            }
        }

        HttpRoutes.MapAdmin(App, keys, name => timers.GetValueOrDefault(name));
    }

    private TimerFunction NewTimer(HostFunction function, FunctionInvoker invoker, TimeZoneInfo zone)
    {
        var schedule = TimerSchedule.Parse(function.Description.Schedule!, zone);
        return new TimerFunction(function, invoker, schedule, App.Services, options.Time, Work, loggers.CreateLogger<TimerFunction>());
    }

    private QueueListener NewListener(HostFunction function, FunctionInvoker invoker)
    {
        var name = function.Description.Queue!;
        var service = Storage(function.ConnectionSetting!);
        var queue = service.GetQueueClient(name);
        queues.Add((queue, function.ConnectionSetting!));
        var poison = name.EndsWith(MessageProcessor.PoisonSuffix, StringComparison.Ordinal) || name.Length + MessageProcessor.PoisonSuffix.Length > 63
            ? null
            : service.GetQueueClient(name + MessageProcessor.PoisonSuffix);
        var lease = options.MessageLease < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : options.MessageLease;
        var processor = new MessageProcessor(
            function, invoker, App.Services, queue, poison, hostJson, lease, Work, loggers.CreateLogger<MessageProcessor>());
        return new QueueListener(queue, processor, hostJson, lease, Work, loggers.CreateLogger<QueueListener>());
    }

    private void AddScheduler()
    {
        var enabled = timers.Values.Where(timer => !timer.Function.Description.IsDisabled).ToList();
        if (!options.RunTimers || enabled.Count == 0)
        {
            return;
        }

        var connection = settings.FindConnection(AppSettings.DefaultConnection)
            ?? throw new FunctionsHostException(
                $"The app setting '{AppSettings.DefaultConnection}' is missing: the timers are remembered there. Give the connection string of a storage account, for example UseDevelopmentStorage=true.");
        try
        {
            var hostId = settings.Find("AzureFunctionsWebHost__hostid") ?? options.FunctionsAssembly.GetName().Name!;
            timerTable = new TimerTable(new TableClient(connection, TimerTableName), hostId);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException)
        {
            throw NotAConnectionString(AppSettings.DefaultConnection, error);
        }

        Scheduler = new TimerScheduler(enabled, timerTable, options.Time, Work, loggers.CreateLogger<TimerScheduler>());
    }

    /// <summary>One client per connection, so that its queues share the HTTP connections.</summary>
    private QueueServiceClient Storage(string setting)
    {
        if (!storage.TryGetValue(setting, out var service))
        {
            try
            {
                // Texts are decoded by the processor: the client would fail the whole batch for one text that is not base64.
                service = new QueueServiceClient(settings.FindConnection(setting), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                throw NotAConnectionString(setting, error);
            }

            storage.Add(setting, service);
        }

        return service;
    }

    private TimeZoneInfo Zone()
    {
        var name = settings.Find("WEBSITE_TIME_ZONE");
        try
        {
            return name is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FunctionsHostException($"The app setting 'WEBSITE_TIME_ZONE' names the time zone '{name}', which is not known here; use a name like Africa/Nairobi.", error);
        }
    }

    private static FunctionsHostException NotAConnectionString(string setting, Exception error) =>
        new($"The app setting '{setting}' is not the connection string of a storage account; use one like UseDevelopmentStorage=true.", error);
}
