using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Mhero.DevHost.Host;

/// <summary>Builds the parts of a host from its options: the web app with the routes, the queue listeners, the timers.</summary>
internal sealed class HostParts : IDisposable
{
    /// <summary>The largest request body that Azure lets through, unless the setting FUNCTIONS_REQUEST_BODY_SIZE_LIMIT says another.</summary>
    private const long DefaultBodyLimit = 104_857_600;

    private readonly FunctionsHostOptions _options;
    private readonly AppSettings _settings;
    private readonly HostJson _hostJson;
    private readonly ILoggerFactory _loggers;
    private readonly HostStorage _storage;
    private readonly List<QueueListener> _listeners = [];
    private readonly Dictionary<string, TimerFunction> _timers = new(StringComparer.OrdinalIgnoreCase);

    private HostParts(FunctionsHostOptions options)
    {
        _options = options;
        _settings = new AppSettings(options.Configuration);
        _storage = new HostStorage(_settings, options.Queues);
        _hostJson = HostJson.Read(options.HostJsonPath, options.Configuration);
        Functions = new FunctionCatalog(_settings, _hostJson).Read(options.FunctionsAssembly);
        App = NewApp();
        _loggers = App.Services.GetRequiredService<ILoggerFactory>();
    }

    public WebApplication App { get; }

    public HostWork Work { get; } = new();

    public IReadOnlyList<HostFunction> Functions { get; }

    public IReadOnlyList<QueueListener> Listeners => _listeners;

    public IReadOnlyDictionary<string, TimerFunction> Timers => _timers;

    /// <summary>Null where timers run on request only.</summary>
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
    public Task CreateStorageAsync(CancellationToken cancellationToken) => _storage.CreateAsync(cancellationToken);

    /// <summary>Only for a host in which nothing runs any more; the web app is disposed by the host, asynchronously.</summary>
    public void Dispose()
    {
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }

        Work.Dispose();
    }

    private WebApplication NewApp()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = _options.FunctionsAssembly.GetName().Name });
        builder.Configuration.AddConfiguration(_options.Configuration);
        var limit = long.TryParse(_settings.Find("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : DefaultBodyLimit;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limit;
            kestrel.Listen(IPAddress.Loopback, _options.Port);
        });
        builder.Services.AddRouting();
        builder.Services.AddMvcCore();
        builder.Services.AddSingleton(_options.Time);
        _options.ConfigureServices(builder.Services, _options.Configuration);
        return builder.Build();
    }

    private void AddFunctions()
    {
        var keys = new HostKeys(_options.FunctionKey, _options.MasterKey);
        var zone = new Lazy<TimeZoneInfo>(Zone);
        foreach (var function in Functions)
        {
            var invoker = new FunctionInvoker(function, _loggers);
            switch (function.Description.Trigger)
            {
                case FunctionTriggerKind.Timer:
                    _timers.Add(function.Name, NewTimer(function, invoker, zone.Value));
                    break;
                case FunctionTriggerKind.Http when !function.Description.IsDisabled:
                    HttpRoutes.MapFunction(App, function.Description, new HttpFunction(function, invoker, keys, Work));
                    break;
                case FunctionTriggerKind.Queue when !function.Description.IsDisabled:
                    _listeners.Add(NewListener(function, invoker));
                    break;
            }
        }

        _options.MapRoutes(App);
        HttpRoutes.MapAdmin(App, keys, name => _timers.GetValueOrDefault(name));
    }

    private TimerFunction NewTimer(HostFunction function, FunctionInvoker invoker, TimeZoneInfo zone)
    {
        var schedule = TimerSchedule.Parse(function.Description.Schedule!, zone);
        return new TimerFunction(function, invoker, schedule, App.Services, _options.Time, Work, _loggers.CreateLogger<TimerFunction>());
    }

    private QueueListener NewListener(HostFunction function, FunctionInvoker invoker)
    {
        var queue = _storage.Queue(function.ConnectionSetting!, function.Description.Queue!);
        var poison = _storage.PoisonQueue(function.ConnectionSetting!, function.Description.Queue!);
        var lease = _options.MessageLease < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : _options.MessageLease;
        var logger = _loggers.CreateLogger<MessageProcessor>();
        var processor = new MessageProcessor(
            function, invoker, App.Services, (queue, poison), _hostJson, message => new MessageLease(queue, message, lease, _options.QueueTime, Work, logger), Work, logger);
        return new QueueListener(queue, processor, _hostJson, lease, _options.QueueTime, Work, _loggers.CreateLogger<QueueListener>());
    }

    private void AddScheduler()
    {
        var enabled = _timers.Values.Where(timer => !timer.Function.Description.IsDisabled).ToList();
        if (_options.RunTimers && enabled.Count > 0)
        {
            var hostId = _settings.Find("AzureFunctionsWebHost__hostid") ?? _options.FunctionsAssembly.GetName().Name!;
            Scheduler = new TimerScheduler(enabled, _storage.TimerTable(hostId), _options.Time, Work, _loggers.CreateLogger<TimerScheduler>());
        }
    }

    private TimeZoneInfo Zone()
    {
        var name = _settings.Find("WEBSITE_TIME_ZONE");
        try
        {
            return name is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FunctionsHostException($"The app setting 'WEBSITE_TIME_ZONE' names the time zone '{name}', which is not known here; use a name like Africa/Nairobi.", error);
        }
    }
}
