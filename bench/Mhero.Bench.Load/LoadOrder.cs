namespace Mhero.Bench.Load;

/// <summary>Which side is read first.</summary>
internal enum LoadOrder
{
    /// <summary>The side that is empty, which is the best case.</summary>
    EmptyFirst,

    /// <summary>The registry.</summary>
    RegistryFirst,

    /// <summary>RapidPro.</summary>
    ContactsFirst,

    /// <summary>Both at the same time.</summary>
    Together,
}
