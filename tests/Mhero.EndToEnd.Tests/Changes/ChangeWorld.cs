using Mhero.EndToEnd.Tests.Contacts;

namespace Mhero.EndToEnd.Tests.Changes;

/// <summary>The world of the contacts, with looks that follow a change at once.</summary>
public sealed class ChangeWorld : SyncWorld
{
    protected override bool UsesAzurite => true;

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Changes:Delay"] = "00:00:01";
        return settings;
    }
}
