namespace Mhero.Simulator.Dhis2;

/// <summary>A value of the stand-in, by UIDs.</summary>
/// <param name="Element">Data element.</param>
/// <param name="Period">Period.</param>
/// <param name="Unit">Organisation unit.</param>
/// <param name="Combo">Category option combination; empty for the default one.</param>
/// <param name="AttributeCombo">Attribute option combination; empty for the default one.</param>
internal sealed record ValueKey(string Element, string Period, string Unit, string Combo, string AttributeCombo);
