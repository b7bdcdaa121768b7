namespace Mhero.Core.Mapping.Profiles;

/// <summary>The limits of RapidPro's contact endpoint (rapidpro/temba, API v2).</summary>
internal static class RapidProLimits
{
    /// <summary>Longest name, in code points; a longer one is refused with 400.</summary>
    public const int Name = 64;

    /// <summary>Longest field value, in code points; a longer one is cut in silence.</summary>
    public const int FieldValue = 640;

    /// <summary>Longest key of a contact field.</summary>
    public const int FieldKey = 36;

    /// <summary>Longest label of a contact field.</summary>
    public const int FieldName = 36;
}
