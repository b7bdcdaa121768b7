namespace Mhero.Core.Authoring;

/// <summary>How a question lists its options.</summary>
public enum MenuStyle
{
    /// <summary>1 Yes, 2 No.</summary>
    Numbers,

    /// <summary>A Yes, B No.</summary>
    Letters,
}
