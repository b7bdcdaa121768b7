using Mhero.Core.Fhir;

namespace Mhero.DevHost.Run;

/// <summary>
/// The app settings of a local run: the user's, under them the defaults, over them the addresses of what the run started.
/// Decides from the user's settings what has to be started.
/// </summary>
internal sealed class LocalSettings(IConfiguration user)
{
    /// <summary>The token of the simulator; the committed sample of the functions' local settings has it too.</summary>
    public const string SimulatorToken = "simulator-token";

    /// <summary>The secret that the simulator's flows send with their webhooks.</summary>
    public const string SimulatorSecret = "simulator-webhook-secret";

    /// <summary>The name of the FLOIP server that a local run starts; the Questionnaires of the examples name its packages.</summary>
    public const string FloipSource = "viamo";

    /// <summary>The token of that server.</summary>
    public const string FloipToken = "floip-token";

    /// <summary>The token of the DHIS2 that a local run starts.</summary>
    public const string Dhis2Token = "d2pat_simulator";

    private const int KeyLength = 24;

    private const string HostStorage = "AzureWebJobsStorage";
    private const string Storage = "Mhero:Storage:ConnectionString";
    private const string Region = "Mhero:Contacts:DefaultRegion";

    private static readonly string[] Reaching = ["Mhero:RapidPro:BaseUrl", "Mhero:RapidPro:Token", "Mhero:Fhir:BaseUrl", "Mhero:Fhir:Authentication"];

    private readonly string _consoleKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyLength));
    private readonly Dictionary<string, string?> _started = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The user's settings.</summary>
    public IConfiguration User => user;

    /// <summary>Whether RapidPro is to be simulated.</summary>
    public bool NeedsSimulator { get; } = IsBlank(user["Mhero:RapidPro:BaseUrl"]);

    /// <summary>Whether a FHIR server has to be started.</summary>
    public bool NeedsFhirServer { get; } = IsBlank(user["Mhero:Fhir:BaseUrl"]);

    /// <summary>Whether Azurite has to be started.</summary>
    public bool NeedsAzurite { get; } =
        IsDevelopmentOrNone(user[HostStorage]) && IsDevelopmentOrNone(user[Storage])
        && Array.TrueForAll(["AccountName", "QueueServiceUri", "TableServiceUri"], name => IsBlank(user[$"Mhero:Storage:{name}"]))
        && Array.TrueForAll(["accountName", "queueServiceUri", "tableServiceUri", "blobServiceUri"], name => IsBlank(user[$"{HostStorage}:{name}"]));

    /// <summary>
    /// Whether the example may be added. Only when both sides are this machine's own: the sync would carry made-up people from
    /// the one to the other.
    /// </summary>
    public bool SeedsExample => NeedsSimulator && NeedsFhirServer;

    /// <summary>Whether a FLOIP server is started: with the example, unless the settings name sources.</summary>
    public bool NeedsFloipServer => SeedsExample && !user.GetSection("Mhero:FlowResults:Sources").GetChildren().Any();

    /// <summary>Whether a DHIS2 is started: with the example, unless the settings name one.</summary>
    public bool NeedsDhis2 => SeedsExample && IsBlank(user["Mhero:Dhis2:BaseUrl"]);

    /// <summary>The secret that webhooks have to send.</summary>
    public string WebhookSecret => IsBlank(user["Mhero:RapidPro:WebhookSecret"]) ? SimulatorSecret : user["Mhero:RapidPro:WebhookSecret"]!;

    /// <summary>
    /// The functions' key: random, but with a RapidPro of the user's derived from its token. Flows there hold the key in their webhooks, so
    /// it has to be the same after a restart; it does not reveal the token.
    /// </summary>
    public string FunctionKey { get; } = IsBlank(user["Mhero:RapidPro:BaseUrl"]) || IsBlank(user["Mhero:RapidPro:Token"])
        ? Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyLength))
        : Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(user["Mhero:RapidPro:Token"]!), "mHero function key"u8)[..KeyLength]);

    /// <summary>Whether the country of national telephone numbers is still to be asked of RapidPro.</summary>
    public bool LacksRegion => IsBlank(user[Region]) && !_started.ContainsKey(Region);

    /// <summary>The missing and contradictory settings, as far as the user's choice of systems shows them.</summary>
    public IEnumerable<string> Faults()
    {
        if (NeedsSimulator && !IsBlank(user["Mhero:RapidPro:Token"]))
        {
            yield return "Mhero__RapidPro__BaseUrl is missing beside Mhero__RapidPro__Token: set it to the address of RapidPro, such as https://rapidpro.example.org, or remove the token to use the simulator.";
        }

        string[] meantForServer = ["Authentication", "Username", "Password", "TokenUrl", "ClientId", "ClientSecret", "Scope"];
        if (NeedsFhirServer && Array.Find(meantForServer, name => user[$"{FhirOptions.SectionName}:{name}"] is { } value
            && !IsBlank(value) && !string.Equals(value, nameof(FhirAuthentication.None), StringComparison.OrdinalIgnoreCase)) is { } setting)
        {
            yield return $"Mhero__Fhir__BaseUrl is missing beside Mhero__Fhir__{setting}: set it to the base of the FHIR server, such as https://registry.example.org/fhir, or remove Mhero__Fhir__{setting} to use the local one.";
        }

        if (!NeedsAzurite && IsBlank(user[HostStorage]) && IsBlank(user[Storage]))
        {
            yield return $"The local run reaches its storage account by connection string and not by identity: set {HostStorage} to one, or remove the account's name or addresses to use Azurite.";
        }
    }

    /// <summary>Notes where the simulator listens.</summary>
    public void UseSimulator(Uri address)
    {
        _started["Mhero:RapidPro:BaseUrl"] = address.AbsoluteUri;
        _started["Mhero:RapidPro:Token"] = SimulatorToken;
    }

    /// <summary>Notes where the FHIR server listens.</summary>
    public void UseFhirServer(Uri address)
    {
        _started["Mhero:Fhir:BaseUrl"] = address.AbsoluteUri;
        _started["Mhero:Fhir:Authentication"] = nameof(FhirAuthentication.None);
    }

    /// <summary>Notes where the FLOIP server listens. Its contacts are known by their employee numbers.</summary>
    public void UseFloipServer(Uri address)
    {
        const string Source = $"Mhero:FlowResults:Sources:{FloipSource}";
        _started[$"{Source}:BaseUrl"] = address.AbsoluteUri;
        _started[$"{Source}:Token"] = FloipToken;
        _started[$"{Source}:ContactSystem"] = "https://registry.example.rw/employee-number";
    }

    /// <summary>Notes where the DHIS2 listens, and what the examples' reports are there.</summary>
    public void UseDhis2(Uri address, IEnumerable<string> mappings)
    {
        _started["Mhero:Dhis2:BaseUrl"] = address.AbsoluteUri;
        _started["Mhero:Dhis2:Token"] = Dhis2Token;
        _started["Mhero:Dhis2:OrgUnitSystem"] = "https://registry.example.rw/facility";
        foreach (var (index, mapping) in mappings.Index())
        {
            _started[$"Mhero:Dhis2:MappingFiles:{index}"] = mapping;
        }
    }

    /// <summary>Notes how Azurite is reached.</summary>
    public void UseAzurite(string connectionString)
    {
        _started[HostStorage] = connectionString;
        _started[Storage] = connectionString;
    }

    /// <summary>Notes the country whose national numbers are understood.</summary>
    public void UseRegion(string country) => _started[Region] = country;

    /// <summary>The settings that reach RapidPro and the FHIR server of this run, by the names of the environment.</summary>
    public IReadOnlyDictionary<string, string> StartedSystems() =>
        Reaching
            .Where(name => _started.GetValueOrDefault(name) is not null)
            .ToDictionary(name => name, name => _started[name]!)
            .Append(new("Mhero:RapidPro:WebhookSecret", WebhookSecret))
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);

    /// <summary>The settings as they stand now.</summary>
    public IConfigurationRoot Build()
    {
        var builder = new ConfigurationBuilder().AddJsonFile(CloneFolder.DefaultSettings, optional: false).AddInMemoryCollection(Defaults());
        if (SeedsExample)
        {
            builder.AddJsonFile(Path.Combine(CloneFolder.ContactsExample, "settings.json"), optional: false);
        }

        return builder.AddConfiguration(user).AddInMemoryCollection(_started).Build();
    }

    /// <summary>The settings with stand-ins for what is not started yet, so that all the others can be checked before anything is.</summary>
    public IConfigurationRoot BuildForCheck()
    {
        var standIns = new LocalSettings(user);
        var nowhere = new Uri("http://127.0.0.1:9/");
        if (NeedsSimulator)
        {
            standIns.UseSimulator(nowhere);
        }

        if (NeedsFhirServer)
        {
            standIns.UseFhirServer(nowhere);
        }

        if (NeedsFloipServer)
        {
            standIns.UseFloipServer(nowhere);
        }

        if (NeedsDhis2)
        {
            standIns.UseDhis2(nowhere, []);
        }

        if (NeedsAzurite)
        {
            standIns.UseAzurite("UseDevelopmentStorage=true");
        }

        if (LacksRegion)
        {
            standIns.UseRegion("RW");
        }

        return standIns.Build();
    }

    private static bool IsBlank(string? value) => string.IsNullOrWhiteSpace(value);

    private static bool IsDevelopmentOrNone(string? connection) =>
        IsBlank(connection) || string.Equals(connection!.Trim().TrimEnd(';'), "UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<KeyValuePair<string, string?>> Defaults()
    {
        yield return new($"Mhero:Console:Users:{ConsoleLink.User}:Key", _consoleKey);
        yield return new($"Mhero:Console:Users:{ConsoleLink.User}:Role", "Administrator");
        if (!NeedsAzurite)
        {
            // The host and mHero each have a setting for the one account.
            yield return new(HostStorage, user[Storage]);
        }

        if (NeedsSimulator)
        {
            // A quota of some 2,500 requests an hour is not to be spent on looking every half minute; the simulator has none.
            yield return new("SyncContactsSchedule", "*/30 * * * * *");
            yield return new("SyncRegistrySchedule", "15/30 * * * * *");
            yield return new("SyncGroupsSchedule", "0/30 * * * * *");
            yield return new("SyncFlowsSchedule", "5/30 * * * * *");
            yield return new("SyncRunsSchedule", "10/30 * * * * *");
            yield return new("SyncFlowResultsSchedule", "12/30 * * * * *");
            yield return new("SyncMessagesSchedule", "20/30 * * * * *");
            yield return new("SendRemindersSchedule", "25/30 * * * * *");
            yield return new("SyncOptOutsSchedule", "0/30 * * * * *");
            yield return new("SyncReportsSchedule", "18/30 * * * * *");
            yield return new("ReportMetricsSchedule", "28/30 * * * * *");
            yield return new("PurgeStorageSchedule", "0 25 2 * * *");
            yield return new("ReconcileContactsSchedule", "0 40 1 * * 0");

            // Fields that the simulator makes can be used at once, so the demo does not have to wait.
            yield return new("Mhero:Contacts:NewAssetDelay", "00:00:00");
            yield return new("Mhero:Contacts:RetryDelay", "00:00:01");
            yield return new("Mhero:Groups:NewAssetDelay", "00:00:00");
            yield return new("Mhero:Groups:RetryDelay", "00:00:01");
            yield return new("Mhero:Flows:RetryDelay", "00:00:01");
            yield return new("Mhero:Runs:RetryDelay", "00:00:01");
            yield return new("Mhero:Messages:RetryDelay", "00:00:01");
            yield return new("Mhero:Messaging:RetryDelay", "00:00:01");
            yield return new("Mhero:OptOut:RetryDelay", "00:00:01");
            yield return new("Mhero:ReportDelivery:RetryDelay", "00:00:01");
            yield return new("Mhero:Messaging:StatusPollDelay", "00:00:02");
            yield return new("Mhero:RapidPro:WebhookSecret", SimulatorSecret);
        }
    }
}
