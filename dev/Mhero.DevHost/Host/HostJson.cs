namespace Mhero.DevHost.Host;

/// <summary>The host's settings from host.json, or from app settings <c>AzureFunctionsJobHost__…</c>, which take precedence as on Azure.</summary>
internal sealed record HostJson
{
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Messages taken at once, 1 to 32; all of them run in parallel.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is fetched when no more than so many messages are in work.</summary>
    public int NewBatchThreshold { get; init; } = 8;

    /// <summary>Attempts before a message goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message rests after a failed attempt.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    public bool MessagesAreBase64 { get; init; } = true;

    public static HostJson Read(string? path, IConfiguration appSettings)
    {
        var builder = new ConfigurationBuilder();
        if (path is not null)
        {
            if (!File.Exists(path))
            {
                throw new FunctionsHostException($"The file host.json does not exist at '{path}'.");
            }

            builder.AddJsonFile(Path.GetFullPath(path), optional: false);
        }

        IConfiguration settings;
        try
        {
            settings = builder.AddConfiguration(appSettings.GetSection("AzureFunctionsJobHost")).Build();
        }
        catch (InvalidDataException error)
        {
            throw new FunctionsHostException($"The file '{path}' is not valid JSON: {error.InnerException?.Message ?? error.Message}", error);
        }

        var queues = settings.GetSection("extensions:queues");
        var defaults = new HostJson();
        return new HostJson
        {
            RoutePrefix = (settings["extensions:http:routePrefix"] ?? defaults.RoutePrefix).Trim('/'),
            BatchSize = Number(queues, "batchSize", defaults.BatchSize, 1, 32),
            NewBatchThreshold = Number(queues, "newBatchThreshold", defaults.NewBatchThreshold, 0, int.MaxValue),
            MaxDequeueCount = Number(queues, "maxDequeueCount", defaults.MaxDequeueCount, 1, int.MaxValue),
            MaxPollingInterval = Duration(queues, "maxPollingInterval", defaults.MaxPollingInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            VisibilityTimeout = Duration(queues, "visibilityTimeout", defaults.VisibilityTimeout, TimeSpan.Zero, TimeSpan.FromDays(7)),
            MessagesAreBase64 = queues["messageEncoding"]?.ToUpperInvariant() switch
            {
                null or "BASE64" => true,
                "NONE" => false,
                var other => throw Wrong("messageEncoding", other, "base64 or none"),
            },
        };
    }

    private static int Number(IConfiguration queues, string key, int fallback, int least, int most)
    {
        if (queues[key] is not { } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(key, text, most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");
    }

    private static TimeSpan Duration(IConfiguration queues, string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (queues[key] is not { } text)
        {
            return fallback;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= least && span <= most
            ? span
            : throw Wrong(key, text, $"a time from {least:c} to {most:c}, written hh:mm:ss");
    }

    private static FunctionsHostException Wrong(string key, string value, string expected) =>
        new($"host.json: extensions.queues.{key} is '{value}' but has to be {expected}.");
}
