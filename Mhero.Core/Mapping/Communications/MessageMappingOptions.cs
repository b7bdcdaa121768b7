namespace Mhero.Core.Mapping.Communications;

/// <summary>How messages are mapped; section <c>Mhero:Messages</c>.</summary>
public sealed class MessageMappingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Messages";

    /// <summary>URN schemes of messaging apps beside those that RapidPro has (WhatsApp, Telegram, Facebook …).</summary>
    /// <value>Empty means those alone.</value>
    public List<string> AppSchemes { get; set; } = [];
}
