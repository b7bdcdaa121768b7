namespace Mhero.Core.Mapping.Phones;

/// <summary>Whether a telephone number gets text messages, by the country's numbering plan.</summary>
internal enum Texting
{
    /// <summary>The numbering plan does not determine it.</summary>
    Unknown,

    /// <summary>A mobile number, one of a range that mobiles share, or a short code.</summary>
    Yes,

    /// <summary>A fixed line or a service number.</summary>
    No,
}
