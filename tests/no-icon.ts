/** Stands in for the component that fetches icons, which nobody sees here and which would come late. */
export default function NoIcon(): null {
  return null;
}
