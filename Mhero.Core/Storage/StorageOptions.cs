namespace Mhero.Core.Storage;

/// <summary>
/// Where mHero keeps its state: one storage account, reached by connection string or by managed identity. Bound from
/// the section <c>Mhero:Storage</c>; what is not set there is taken from the Functions host's own storage settings
/// (<c>AzureWebJobsStorage</c>, <c>AzureWebJobsStorage__accountName</c>, <c>AzureWebJobsStorage__clientId</c>), so an
/// app that runs at all needs no setting of its own.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mhero:Storage";

    /// <summary>Connection string with a table and a queue endpoint; <c>UseDevelopmentStorage=true</c> is Azurite.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Account name, for access by managed identity instead of a connection string.</summary>
    public string? AccountName { get; set; }

    /// <summary>Client id of a user-assigned identity; without it the default credential of the machine is used.</summary>
    public string? ClientId { get; set; }

    /// <summary>What every table's name begins with; a letter, then letters and digits.</summary>
    public string TablePrefix { get; set; } = "mhero";
}
